"""Programmes: the dated plans under a partnership, with their priority areas, tracks and signatures."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from embassy.dated_rows import DatedQuerySet, DatedRow
from embassy.days import DayField, MomentField
from embassy.keys import SLUG
from embassy.languages import Localised
from embassy.models import Mission, User, roles_of
from embassy.partial_dates import PartialDate, PartialDateField
from embassy.types import AnyUser, NaturalKey
from programmes.keys import REFERENCE, PlaceField, ReferenceField, is_a_place
from programmes.models.documents import Document, Passage
from programmes.models.organisations import SDG
from programmes.models.partnerships import Partnership
from programmes.models.publishing import State, was
from programmes.models.shared import Side, TextLanguage, Versioned


class Life(models.TextChoices):
    """Where a programme stands on a given day, computed from its dated facts."""

    ANNOUNCED = "announced", _("Announced")
    IN_PREPARATION = "in_preparation", _("In preparation")
    IN_FORCE = "in_force", _("Running")
    ENDED_SUCCEEDED = "ended_succeeded", _("Ended, with a successor")
    ENDED = "ended", _("Ended")
    LAPSED = "lapsed", _("Lapsed")


OVER = frozenset({Life.ENDED_SUCCEEDED, Life.ENDED, Life.LAPSED})


def life_on(
    day: dt.date,
    *,
    announced_on: PartialDate | None,
    preparation_noted_on: PartialDate | None,
    signed_on: PartialDate | None,
    starts_on: PartialDate | None,
    ends_on: PartialDate | None,
    has_successor: bool,
) -> Life | None:
    """The life of a programme on a day, or None when nothing about it was known by then.

    A period counts from the first day that its beginning may mean to the last that its end may mean; a signature
    counts from the first day it may mean. A plan named with a period that passed without a recorded signature
    lapsed. One that neither an announcement nor a preparation is recorded for is taken to run in its period,
    as the ministry's list has it.
    """
    signed = signed_on is not None and signed_on.earliest <= day
    begun = starts_on is not None and starts_on.earliest <= day
    over = ends_on is not None and ends_on.latest < day
    pending = announced_on is not None or preparation_noted_on is not None
    if over:
        if not signed:
            return Life.LAPSED
        return Life.ENDED_SUCCEEDED if has_successor else Life.ENDED
    if signed:
        return Life.IN_FORCE if begun or starts_on is None else Life.ANNOUNCED
    if begun and not pending and signed_on is None:
        return Life.IN_FORCE
    if preparation_noted_on is not None and preparation_noted_on.earliest <= day:
        return Life.IN_PREPARATION
    known = [date.earliest for date in (announced_on, starts_on) if date is not None]
    return Life.ANNOUNCED if any(date <= day for date in known) else None


def _of_missions(mission_ids: Collection[int]) -> Q:
    """The condition that a programme is one of some missions'."""
    return Q(
        Exists(Programme.missions.through.objects.filter(programme=OuterRef("pk"), mission__in=mission_ids))
    )


class ProgrammeQuerySet(DatedQuerySet["Programme"]):
    def published(self) -> Self:
        return self.filter(is_published=True, partnership__is_published=True)

    def published_on(self, day: dt.date) -> Self:
        """Those that were published when an earlier day ended, and still are."""
        return self.published().filter(
            was(State.PROGRAMME_PUBLISHED, day), was(State.PARTNERSHIP_PUBLISHED, day, row="partnership")
        )

    def visible_to(self, user: AnyUser) -> Self:
        """The published ones, and the unpublished ones of the missions where the user works."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        shown = Q(is_published=True, partnership__is_published=True)
        return self.filter(shown | _of_missions(roles.mission_ids))

    def read_at(self, missions: Collection[int]) -> Self:
        """Those of which some missions (by their ids) read more than that they exist."""
        shown = Q(is_published=True, is_named_only=False, partnership__is_published=True)
        return self.filter(shown | _of_missions(missions))

    def editable_by(self, user: AnyUser) -> Self:
        """Those of the missions that the user administers."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(_of_missions(roles.administered_mission_ids))

    def overseen_by(self, user: AnyUser) -> Self:
        """Those of which the user reads what their administrator reads."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(_of_missions(roles.overseen_mission_ids))

    def agreed_by(self, day: dt.date) -> Self:
        """Those whose text was agreed by a day: signed, or where no signing is recorded, begun."""
        return self.filter(Q(signed_on__lte=day) | Q(self.begun(day), signed_on=None))

    def whole(self) -> Self:
        """Without those of which only the existence is public."""
        return self.filter(is_named_only=False)

    def counted(self) -> Self:
        """Those that totals are drawn from: published ones whose full text is held here."""
        return self.published().filter(is_complete=True)

    def with_successor_flag(self) -> Self:
        """Adds `has_public_successor`: whether a published programme names this one as its predecessor."""
        return self.annotate(
            has_public_successor=Exists(
                Programme.objects.published().filter(predecessor=OuterRef("pk"), signed_on__isnull=False)
            )
        )


# The longest plans of the partnerships run for ten years. An end that lies further off than this was written for
# “no end”, which is said by leaving the end out; and what recurs within it could be listed on no page.
LONGEST_PROGRAMME_YEARS = 50
RUNS_TOO_LONG = gettext_noop(
    "A programme runs for %(years)s years at most. Where no end is agreed, leave it out."
)


def runs_too_long(starts_on: PartialDate | None, ends_on: PartialDate | None) -> bool:
    """Whether a period is longer than a programme may be."""
    return bool(starts_on and ends_on and ends_on.year - starts_on.year > LONGEST_PROGRAMME_YEARS)


NEEDS_LEAVE = gettext_noop(
    "A programme is published once a party has published its text or the partner has consented. Say where or when; "
    "without either, the staff page “Publish” shows the public only that it exists."
)

# Words that stand where a programme's name would in addresses, and so can be no programme's.
RESERVED_SLUGS = ["timeline"]


class Programme(Versioned, DatedRow):
    """One dated programme under a partnership: a joint work programme or action plan, from announcement to its end."""

    first_day = "starts_on"
    last_day = "ends_on"

    class Kind(models.TextChoices):
        JOINT_WORK_PROGRAMME = "joint_work_programme", _("joint work programme")
        JOINT_ACTION_PLAN = "joint_action_plan", _("joint action plan")
        PLAN_OF_ACTION = "plan_of_action", _("plan of action")
        ACTION_PLAN = "action_plan", _("action plan")

    class Conclusion(models.TextChoices):
        """What the sources say was done with the text on the day that `signed_on` gives."""

        SIGNED = "signed", _("signed")
        ISSUED = "issued", _("issued")
        AGREED = "agreed", _("agreed")
        DATED = "dated", _("dated")

    class LegalCharacter(models.TextChoices):
        """What a programme is in law, as far as somebody who may say it has said it."""

        TREATY = "treaty", _("treaty")
        NOT_LEGALLY_BINDING = "not_legally_binding", _("not legally binding")
        NOT_STATED = "not_stated", _("not stated")

    class LegalSource(models.TextChoices):
        TEXT = "text", _("the text says so")
        LEGAL_DEPARTMENT = "legal_department", _("the legal department says so")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="programmes", verbose_name=_("partnership")
    )
    missions = models.ManyToManyField(
        Mission, related_name="programmes", blank=True, verbose_name=_("missions")
    )
    reference = ReferenceField(
        _("reference"), max_length=20, unique=True,
        help_text=_("Country and first year (KR-2021), or country and a short code (ZA-GSP). It never changes."),
    )  # fmt: skip
    slug = models.SlugField(
        _("name in addresses"), max_length=40, help_text=_("As in “2021-2024”. It never changes.")
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    title_da = models.CharField(_("title (Danish)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_signed = models.CharField(_("official title"), max_length=250, blank=True)
    language = models.CharField(_("language of the text"), max_length=2, choices=TextLanguage, default="en")
    standfirst_da = models.TextField(_("standfirst (Danish)"), blank=True)
    standfirst_en = models.TextField(_("standfirst (English)"), blank=True)

    announced_on = PartialDateField(_("announced on"), null=True, blank=True)
    preparation_noted_on = PartialDateField(_("noted as in preparation on"), null=True, blank=True)
    signed_on = PartialDateField(_("signed on"), null=True, blank=True)
    conclusion = models.CharField(
        _("on that date it was"),
        max_length=10,
        choices=Conclusion,
        default=Conclusion.SIGNED,
        help_text=_("The source's own verb. Choose “dated” where it only gives the date."),
    )
    starts_on = PartialDateField(_("starts on"), null=True, blank=True)
    ends_on = PartialDateField(_("ends on"), null=True, blank=True)
    end_is_certain = models.BooleanField(
        _("the end is certain"), default=True,
        help_text=_("Off where the sources do not give the exact end; the page then says so."),
    )  # fmt: skip
    signing_note_da = models.TextField(_("signing note (Danish)"), blank=True)
    signing_note_en = models.TextField(_("signing note (English)"), blank=True)
    period_note_da = models.TextField(_("period note (Danish)"), blank=True)
    period_note_en = models.TextField(_("period note (English)"), blank=True)
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="successors",
        null=True,
        blank=True,
        verbose_name=_("predecessor"),
    )
    checked_on = DayField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("When we last looked for a successor and for changes."),
    )
    text = models.ForeignKey(
        Document, models.PROTECT, related_name="programmes", null=True, blank=True, verbose_name=_("text")
    )
    is_complete = models.BooleanField(
        _("we have the full text"), default=False,
        help_text=_("Off: the list is not complete, and no totals are calculated from it."),
    )  # fmt: skip
    party_publication = models.URLField(
        _("published by a party at"), max_length=500, blank=True,
        help_text=_("The address at which one of the parties has published the text."),
    )  # fmt: skip
    partner_consented_on = PartialDateField(_("the partner consented on"), null=True, blank=True)
    consent_note = models.TextField(
        _("about the consent"), blank=True,
        help_text=_("Who consented, and how. Not shown on the public site. May be covered by access to documents."),
    )  # fmt: skip
    legal_character = models.CharField(
        _("legal character"), max_length=20, choices=LegalCharacter, default=LegalCharacter.NOT_STATED,
        help_text=_("Only as the text or the legal department states it."),
    )  # fmt: skip
    legal_character_source = models.CharField(
        _("who states the legal character"), max_length=20, choices=LegalSource, blank=True
    )
    is_published = models.BooleanField(_("is published"), default=False)
    is_named_only = models.BooleanField(
        _("only its existence is public"), default=False, editable=False,
        help_text=_("No party has published the text and the partner has not consented."),
    )  # fmt: skip
    publishes_assessment = models.BooleanField(_("publishes assessments"), default=False)
    publishes_waiting_for = models.BooleanField(_("publishes which side is waited for"), default=False)
    publishes_partner_view = models.BooleanField(
        _("publishes the partner side's reports"), default=False,
        help_text=_("This also shows where the two sides differ."),
    )  # fmt: skip
    closed_at = MomentField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, related_name="closed_programmes", null=True, blank=True, editable=False,
        verbose_name=_("closed by"),
    )  # fmt: skip

    title = Localised("title")
    standfirst = Localised("standfirst")
    signing_note = Localised("signing_note")
    period_note = Localised("period_note")

    # Added by `with_successor_flag`, and with the others to the programmes that public pages are of.
    has_public_successor: bool
    has_later_successor: bool
    successor: "Programme | None"
    text_is_held: bool
    closed_on: dt.date | None  # in Copenhagen, as of the day that a page shows

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "slug"],
                name="programme_address_is_unique_in_its_partnership",
                violation_error_message=_("Another programme with this country has this name in addresses."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="programme_slug_is_not_a_reserved_address",
                violation_error_message=_("This name in addresses is used by another page. Choose another."),
            ),
            REFERENCE.check("reference", name="programme_reference_has_its_shape"),
            SLUG.check("slug", name="programme_slug_fits_into_addresses"),
            models.CheckConstraint(
                condition=Q(predecessor=None) | ~Q(predecessor=F("pk")),
                name="programme_does_not_precede_itself",
                violation_error_message=_("A programme cannot be its own predecessor."),
            ),
            models.CheckConstraint(
                # By year, since the two may be known to different precision: “October 2021 to 2021” is no error.
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=Substr("starts_on", 1, 4)),
                name="programme_ends_after_it_starts",
                violation_error_message=_("A programme cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(legal_character="not_stated", legal_character_source="")
                | (~Q(legal_character="not_stated") & ~Q(legal_character_source="")),
                name="programme_legal_character_is_stated_by_somebody",
                violation_error_message=_(
                    "Say who states the legal character: the text or the legal department. Where nobody does, it is "
                    "not stated."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_named_only=False) | Q(is_complete=False),
                name="programme_named_only_is_not_complete",
                violation_error_message=_(
                    "Only the existence of this programme is public, so its full text is not part of it yet. Publish "
                    "it whole first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="programme_closed_by_and_at_are_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership.country.name}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("public:programme", args=[self.partnership.country.slug, self.slug])

    def natural_key(self) -> NaturalKey:
        return (self.reference,)

    def clean(self) -> None:
        period = (self.starts_on, self.ends_on)
        if all(isinstance(date, PartialDate) for date in period) and runs_too_long(*period):
            complaint = gettext(RUNS_TOO_LONG) % {"years": LONGEST_PROGRAMME_YEARS}
            raise ValidationError({"ends_on": complaint})
        if self.is_published and (complaint := self._why_not_published()):
            raise ValidationError({"is_published": complaint})

    @property
    def may_be_public(self) -> bool:
        """Whether its text may be shown: a party has published it, or the partner has consented."""
        return bool(self.party_publication or self.partner_consented_on)

    def _why_not_published(self) -> str:
        """What keeps it from being published, or from staying so; empty where nothing does."""
        before = Programme.objects.filter(pk=self.pk, is_published=True).first()
        if before is not None:
            may_not = before.may_be_public and not self.may_be_public
            return gettext(NEEDS_LEAVE) if may_not else ""
        if not self.may_be_public:
            return gettext(NEEDS_LEAVE)
        if self._state.adding:
            return ""
        if count := self.commitments.unconfirmed().count():
            return ngettext(
                "Of %(count)d commitment nobody has confirmed whether its status is public. Confirm it first, on the "
                "programme's page for staff.",
                "Of %(count)d commitments nobody has confirmed whether their status is public. Confirm it first, on "
                "the programme's page for staff.",
                count,
            ) % {"count": count}
        if count := self.commitments.with_unseen_title().count():
            return ngettext(
                "The proposed title of %(count)d commitment has been seen by nobody. Look at it first, on the page "
                "of titles for staff.",
                "The proposed titles of %(count)d commitments have been seen by nobody. Look at them first, on the "
                "page of titles for staff.",
                count,
            ) % {"count": count}
        return ""

    def was_published_on(self, day: dt.date) -> bool:
        return Programme.objects.published_on(day).filter(pk=self.pk).exists()

    def is_agreed_by(self, day: dt.date) -> bool:
        """Whether its text was agreed by a day; as the QuerySet's `agreed_by` has it."""
        begins = self.signed_on or self.starts_on
        return begins is None or begins.earliest <= day

    def life_on(self, day: dt.date) -> Life | None:
        """Where it stands on `day`, counting only successors that the public may know (see `life_on` above)."""
        if hasattr(self, "has_public_successor"):
            succeeded = self.has_public_successor
        else:
            succeeded = (
                Programme.objects.published().filter(predecessor=self, signed_on__isnull=False).exists()
            )
        return life_on(
            day,
            announced_on=self.announced_on,
            preparation_noted_on=self.preparation_noted_on,
            signed_on=self.signed_on,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            has_successor=succeeded,
        )


class Signatory(models.Model):
    """Who signed, by the text: name, title, side and date, nothing more."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="signatories", verbose_name=_("programme")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    name = models.CharField(_("name"), max_length=120)
    title_da = models.CharField(_("title (Danish)"), max_length=160, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    signed_on = PartialDateField(_("signed on"), null=True, blank=True)

    title = Localised("title")

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["programme", "side"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "side", "name"], name="signatory_signs_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> NaturalKey:
        return (*self.programme.natural_key(), self.side, self.name)


class PriorityArea(models.Model):
    """A numbered chapter of a programme, with the SDGs it promotes. `title` is as signed."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="areas", verbose_name=_("programme")
    )
    number = PlaceField(_("number"))
    title = models.CharField(_("official title"), max_length=200)
    title_da = models.CharField(_("plain title (Danish)"), max_length=200, blank=True)
    title_en = models.CharField(_("plain title (English)"), max_length=200, blank=True)
    introduction = models.ManyToManyField(
        Passage, related_name="introduces", blank=True, verbose_name=_("introduction"),
        help_text=_("The paragraphs of the text that introduce the area."),
    )  # fmt: skip
    sdgs = models.ManyToManyField(SDG, related_name="areas", blank=True, verbose_name=_("SDGs"))

    plain_title = Localised("title")

    class Meta:
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="area_number_is_unique_in_its_programme"
            ),
            is_a_place("number", name="area_number_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def natural_key(self) -> NaturalKey:
        return (*self.programme.natural_key(), self.number)


class Track(models.Model):
    """A cooperation track inside an area. `title` is as signed; `kind` compares across programmes."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government to government")
        SCIENCE = "science", _("Science")
        TRADE = "trade", _("Trade and economy")
        REGIONAL = "regional", _("Regional and local")
        MULTILATERAL = "multilateral", _("Multilateral")
        OTHER = "other", _("Other")

    area = models.ForeignKey(
        PriorityArea, models.CASCADE, related_name="tracks", verbose_name=_("priority area")
    )
    position = PlaceField(_("position"))
    title = models.CharField(_("official title"), max_length=200)
    title_da = models.CharField(_("plain title (Danish)"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["area", "position"]
        constraints = [
            models.UniqueConstraint(fields=["area", "position"], name="track_position_is_unique_in_its_area"),
            is_a_place("position", name="track_position_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.area.number}.{self.position} {self.title}"

    def natural_key(self) -> NaturalKey:
        return (*self.area.natural_key(), self.position)
