"""What stands before publishing a programme: what is missing or open, what will stay, and where each is mended."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from programmes.models import Commitment, Note, Programme
from programmes.rules.responsible import parts_on
from programmes.workspace.pages.tasks import programme_name

NAMED_AT_MOST = 5  # commitments that are led to one by one
Visibility = Commitment.Visibility


class Link(NamedTuple):
    words: str
    url: str


@dataclass(slots=True)
class Check:
    """One line of the list: what was looked at, how it is, and where it is mended. `keeps_back`: until it is done."""

    words: str
    is_done: bool = False
    keeps_back: bool = False
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class PublishingPage:
    """`count` commitments become public with the programme, `held_back` do not."""

    programme: Programme
    name: str
    checks: list[Check]
    stays: list[tuple[str, str]]
    count: int
    held_back: int
    partnership_is_hidden: bool
    public_url: str

    @property
    def is_whole(self) -> bool:
        return self.programme.is_published and not self.programme.is_named_only

    @property
    def is_ready(self) -> bool:
        """Whether nothing on the list keeps it back."""
        return all(check.is_done for check in self.checks if check.keeps_back)


def publishing_page(programme: Programme) -> PublishingPage:
    """The check list of a programme; in a fixed number of queries."""
    commitments = Commitment.objects.filter(programme=programme)
    without_organisation = ~Exists(parts_on(clock.today()).filter(commitment=OuterRef("pk")))
    has_no_title = Q(plain_title_da="", plain_title_en="")
    is_proposed = has_no_title & ~Q(proposed_title_da="", proposed_title_en="")
    found = commitments.aggregate(
        total=Count("pk"),
        shown=Count("pk", filter=Q(is_published=True)),
        unconfirmed=Count("pk", filter=Q(status_visibility=Visibility.UNCONFIRMED)),
        withheld=Count("pk", filter=Q(status_visibility=Visibility.WITHHELD)),
        proposed=Count("pk", filter=is_proposed),
        without_title=Count("pk", filter=has_no_title & ~is_proposed),
        without_team=Count("pk", filter=Q(owner_team=None)),
        without_owner=Count("pk", filter=Q(owner=None)),
        ambiguous=Count("pk", filter=Q(recurrence=Commitment.Recurrence.BIANNUAL)),
        nameless=Count("pk", filter=without_organisation),
    )
    count = found["shown"] or found["total"]
    partnership = programme.partnership
    url = programme.get_absolute_url()
    return PublishingPage(
        programme=programme,
        name=programme_name(programme),
        checks=[
            _visibility(programme, found["unconfirmed"], found["withheld"]),
            *_titles(programme, found),
            *_people(programme, found),
            _ambiguous(programme, found["ambiguous"]),
            _nameless(programme, found["nameless"], without_organisation),
            _notes(programme),
        ],
        stays=[
            (_("Reference"), programme.reference),
            (_("Address"), url),
            (_("Numbers"), _numbers(programme)),
        ],
        count=count,
        held_back=found["total"] - count,
        partnership_is_hidden=not partnership.is_published,
        public_url=url if programme.is_published and partnership.is_published else "",
    )


def _visibility(programme: Programme, unconfirmed: int, withheld: int) -> Check:
    link = Link(_("Look through them"), reverse("workspace:programme-visibility", args=[programme.reference]))
    if unconfirmed:
        words = ngettext(
            "Before it can be published, somebody must confirm for %(count)d commitment whether its status is public.",
            "Before it can be published, somebody must confirm for %(count)d commitments whether their status is "
            "public.",
            unconfirmed,
        ) % {"count": unconfirmed}  # fmt: skip
        return Check(words, keeps_back=True, links=[link])
    words = _("It is confirmed for every commitment whether its status is public.")
    if withheld:
        more = ngettext(
            "The status of %(count)d commitment is withheld.", "The statuses of %(count)d commitments are withheld.",
            withheld,
        )  # fmt: skip
        words = f"{words} {more % {'count': withheld}}"
    return Check(words, is_done=True, keeps_back=True)


def _to_titles(programme: Programme, only: str, words: str) -> Link:
    return Link(words, f"{reverse('workspace:programme-titles', args=[programme.reference])}?only={only}")


def _titles(programme: Programme, found: dict[str, int]) -> list[Check]:
    checks = []
    if found["proposed"]:
        words = ngettext(
            "Before it can be published, somebody must look at the proposed title of %(count)d commitment.",
            "Before it can be published, somebody must look at the proposed titles of %(count)d commitments.",
            found["proposed"],
        ) % {"count": found["proposed"]}
        link = _to_titles(programme, "proposed", _("Look at them"))
        checks.append(Check(words, keeps_back=True, links=[link]))
    if found["without_title"]:
        words = ngettext(
            "%(count)d commitment has no plain title; it is listed by its wording.",
            "%(count)d commitments have no plain title; they are listed by their wording.",
            found["without_title"],
        ) % {"count": found["without_title"]}
        checks.append(Check(words, links=[_to_titles(programme, "without-title", _("Give them titles"))]))
    return checks or [Check(_("Every commitment has a plain title."), is_done=True)]


def _people(programme: Programme, found: dict[str, int]) -> list[Check]:
    checks = []
    if found["without_team"]:
        words = ngettext(
            "%(count)d commitment belongs to no team.", "%(count)d commitments belong to no team.",
            found["without_team"],
        ) % {"count": found["without_team"]}  # fmt: skip
        checks.append(Check(words, links=[_to_titles(programme, "without-team", _("Choose teams"))]))
    if found["without_owner"]:
        words = ngettext(
            "%(count)d commitment has no owner.",
            "%(count)d commitments have no owner.",
            found["without_owner"],
        ) % {"count": found["without_owner"]}
        checks.append(Check(words, links=[_to_titles(programme, "without-owner", _("Choose owners"))]))
    return checks or [Check(_("Every commitment has a team and an owner."), is_done=True)]


def _ambiguous(programme: Programme, count: int) -> Check:
    if not count:
        return Check(_("No “bi-annual” waits for an answer."), is_done=True)
    words = ngettext(
        "In %(count)d commitment nobody has said what “bi-annual” means.",
        "In %(count)d commitments nobody has said what “bi-annual” means.",
        count,
    ) % {"count": count}
    rows = Commitment.objects.filter(programme=programme, recurrence=Commitment.Recurrence.BIANNUAL)
    numbers = rows.order_by("position").values_list("number", flat=True)[:NAMED_AT_MOST]
    links = [
        Link(number, reverse("workspace:commitment", args=[programme.reference, number]))
        for number in numbers
    ]
    return Check(words, links=links)


def _nameless(programme: Programme, count: int, without_organisation: Combinable) -> Check:
    if not count:
        return Check(_("Every commitment names an organisation."), is_done=True)
    words = ngettext(
        "%(count)d commitment names no organisation.", "%(count)d commitments name no organisation.", count
    ) % {"count": count}
    rows = Commitment.objects.filter(without_organisation, programme=programme).order_by("position")
    numbers = rows.values_list("number", flat=True)[:NAMED_AT_MOST]
    links = [
        Link(number, reverse("workspace:commitment-edit", args=[programme.reference, number]))
        for number in numbers
    ]
    return Check(words, links=links)


def _notes(programme: Programme) -> Check:
    count = Note.objects.filter(programme=programme, audience=Note.Audience.INTERNAL).count()
    if not count:
        return Check(_("No internal note says that something is open."), is_done=True)
    words = ngettext(
        "%(count)d internal note holds what is unresolved. It is not shown on the public site, but may be covered by "
        "access to documents.",
        "%(count)d internal notes hold what is unresolved. They are not shown on the public site, but may be covered "
        "by access to documents.",
        count,
    ) % {"count": count}
    notes = reverse("admin:programmes_note_changelist")
    query = f"audience__exact={Note.Audience.INTERNAL}&partnership__id__exact={programme.partnership_id}"
    return Check(words, links=[Link(_("Read the notes"), f"{notes}?{query}")])


def _numbers(programme: Programme) -> str:
    """`1.1.1 – 4.5.22`, in the programme's order; a dash where there are none."""
    rows = Commitment.objects.filter(programme=programme)
    first = rows.order_by("position").values_list("number", flat=True).first()
    last = rows.order_by("-position").values_list("number", flat=True).first()
    if first is None:
        return "–"
    return first if first == last else f"{first} – {last}"
