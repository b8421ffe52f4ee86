"""Activities as staff see them: a list to look through, and one with what it carries out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from embassy.types import AnyUser
from programmes.models import Activity, Commitment, Document, SearchEntry
from programmes.rules.permissions import shares_activity
from programmes.search.matching import matching
from programmes.words.notes import Source, sources_of
from programmes.words.strings import date_words, in_language_marked, joined, marked

ON_A_PAGE = 50
LONGEST_LIST = 40  # boxes to tick; a search finds the others


@dataclass(slots=True)
class ActivityRow:
    """One line of the list: ready title and words."""

    title: str
    url: str
    when: str
    about: str
    state: str
    state_words: str
    commitments: str
    is_public: bool


class CommitmentLink(NamedTuple):
    reference: str
    title: str
    url: str


class CommitmentChoice(NamedTuple):
    """A commitment to tick, ready to draw."""

    pk: int
    reference: str
    title: str


class ActivityChoices(NamedTuple):
    ticked: list[CommitmentChoice]
    others: list[CommitmentChoice]
    left_out: int  # how many more a search would find


@dataclass
class ActivityList:
    rows: list[ActivityRow]
    page: Page[Activity]
    total: int
    is_demonstration: bool


@dataclass
class ActivityPage:
    """One activity with the commitments and documents of it that this reader may see."""

    activity: Activity
    title: str
    when: str
    kind: str
    state: str
    commitments: list[CommitmentLink]
    documents: list[Source]
    restricted: list[Source]
    is_demonstration: bool


def own_commitments(user: AnyUser) -> models.QuerySet[Commitment]:
    """Those whose activities the user records: one's own team's, and those that one administers."""
    return Commitment.objects.filter(
        Q(pk__in=Commitment.objects.proposable_by(user).values("pk"))
        | Q(pk__in=Commitment.objects.editable_by(user).values("pk"))
    )


def followed_commitments(user: AnyUser) -> models.QuerySet[Commitment]:
    """Those whose activities and dates concern the user: one's own team's, and those that one oversees."""
    return Commitment.objects.filter(
        Q(pk__in=Commitment.objects.proposable_by(user).values("pk"))
        | Q(pk__in=Commitment.objects.overseen_by(user).values("pk"))
    )


def activity_title(activity: Activity) -> str:
    """Its title as HTML; said in words where the editors have given none."""
    return marked(activity.title) if activity.title else capfirst(activity.get_kind_display())


def why_not_edited(user: AnyUser, activity: Activity) -> str:
    """Why whoever keeps a commitment of it may not edit it; nothing for anyone else, whose role is the reason."""
    if not shares_activity(user, activity):
        return ""
    return _(
        "This activity also carries out a commitment of a mission where you do not work. Only somebody who works at "
        "all its missions can change or delete it. Agree on the change with the other mission."
    )


def activity_list(user: AnyUser, *, wanted: Mapping[str, str], page: str | int | None) -> ActivityList:
    """A page of the activities that the filters ask for. `wanted`: `whose`, `state`, `kind`, `programme`, `q`."""
    activities = Activity.objects.visible_to(user)
    if wanted["whose"] != "all":
        followed = followed_commitments(user).values("pk")
        links = Activity.commitments.through.objects.filter(commitment__in=followed)
        activities = activities.filter(pk__in=links.values("activity"))
    for name in ("state", "kind"):
        if wanted[name]:
            activities = activities.filter(**{name: wanted[name]})
    if wanted["programme"]:
        links = Activity.commitments.through.objects.filter(
            commitment__programme__reference=wanted["programme"]
        )
        activities = activities.filter(pk__in=links.values("activity"))
    activities = matching(activities, SearchEntry.Kind.ACTIVITY, wanted["q"])
    shown = Paginator(activities.order_by("-takes_place_on", "-pk"), ON_A_PAGE).get_page(page)
    rows = list(shown.object_list)
    numbers = _commitment_words(user, [activity.pk for activity in rows])
    return ActivityList(
        rows=[_row(activity, numbers.get(activity.pk, [])) for activity in rows],
        page=shown,
        total=shown.paginator.count,
        is_demonstration=any(activity.is_demo for activity in rows),
    )


def activities_on(commitment: Commitment, user: AnyUser) -> list[ActivityRow]:
    """The activities of one commitment that the user may see, the latest first."""
    activities = Activity.objects.visible_to(user).filter(commitments=commitment)
    return [_row(activity, []) for activity in activities.order_by("-takes_place_on", "-pk")]


def _row(activity: Activity, numbers: list[str]) -> ActivityRow:
    words = ", ".join(numbers[:4])
    if len(numbers) > 4:
        words = _("%(some)s and %(more)d more") % {"some": words, "more": len(numbers) - 4}
    return ActivityRow(
        title=activity_title(activity),
        url=reverse("workspace:activity", args=[activity.pk]),
        when=date_words(activity.takes_place_on) or _("no date yet"),
        about=joined(
            [
                escape(capfirst(activity.get_kind_display())),
                in_language_marked(activity.place, activity.text_language),
            ],
            ", ",
        ),
        state=activity.state,
        state_words=capfirst(activity.get_state_display()),
        commitments=words,
        is_public=activity.is_public,
    )


def _commitment_words(user: AnyUser, activities: list[int]) -> dict[int, list[str]]:
    """`KR-2021-1.1.3` of each commitment that the user may see, by activity, in one query."""
    links = (
        Activity.commitments.through.objects.filter(
            activity__in=activities, commitment__in=Commitment.objects.visible_to(user).values("pk")
        )
        .order_by("commitment__programme__reference", "commitment__position")
        .values_list("activity", "commitment__programme__reference", "commitment__number")
    )
    references: dict[int, list[str]] = {}
    for activity, reference, number in links:
        references.setdefault(activity, []).append(f"{reference}-{number}")
    return references


def programme_choices(user: AnyUser) -> list[tuple[str, str]]:
    """The programmes that the user's activities belong to: (reference, reference), for the filter."""
    references = followed_commitments(user).order_by("programme__reference")
    return [
        (reference, reference)
        for reference in references.values_list("programme__reference", flat=True).distinct()
    ]


def activity_page(activity: Activity, user: AnyUser) -> ActivityPage:
    commitments = (
        Commitment.objects.visible_to(user)
        .filter(activities=activity)
        .select_related("programme")
        .order_by("programme__reference", "position")
    )
    seen = Document.objects.visible_to(user).filter(activities=activity)
    public = Document.objects.public().values("pk")
    return ActivityPage(
        activity=activity,
        title=activity_title(activity),
        when=date_words(activity.takes_place_on) or _("no date yet"),
        kind=capfirst(activity.get_kind_display()),
        state=capfirst(activity.get_state_display()),
        commitments=[
            CommitmentLink(
                commitment.reference,
                marked(commitment.plain_title),
                reverse("workspace:commitment", args=[commitment.programme.reference, commitment.number]),
            )
            for commitment in commitments
        ],
        documents=sources_of(seen),
        restricted=_restricted(seen.exclude(pk__in=public)),
        is_demonstration=activity.is_demo,
    )


def _restricted(documents: Iterable[Document]) -> list[Source]:
    return [
        Source(marked(document.title) or document.key, document.url, document.get_language_display())
        for document in documents
    ]


def choices_for_activity(user: AnyUser, *, q: str = "", ticked: Iterable[int] = ()) -> ActivityChoices:
    own = own_commitments(user).select_related("programme").order_by("programme__reference", "position")
    chosen = list(own.filter(pk__in=ticked))
    others = matching(own.exclude(pk__in=ticked), SearchEntry.Kind.COMMITMENT, q)
    total = others.count()
    shown = list(others[:LONGEST_LIST])
    return ActivityChoices(
        [_choice(commitment) for commitment in chosen],
        [_choice(commitment) for commitment in shown],
        total - len(shown),
    )


def _choice(commitment: Commitment) -> CommitmentChoice:
    return CommitmentChoice(commitment.pk, commitment.reference, marked(commitment.plain_title))
