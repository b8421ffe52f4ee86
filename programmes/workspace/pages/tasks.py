"""The commitments of sector teams as rows of a work list: what is wanted of each, in words."""

import calendar
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict, cast

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.languages import active_language, pick
from embassy.models import User
from programmes.models import Programme, StatusReport
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.programmes import OVER, Life
from programmes.rules.due import Due, Reason
from programmes.statuses import CLOSED_STATUSES, Kind, PublicStatus, Status, phrase
from programmes.words.day_words import clock_time, deadline, last_reported, short_day
from programmes.words.due_words import due_words
from programmes.words.strings import in_language_marked, marked, period_words, shortened
from programmes.words.titles import LONGEST_TITLE

DRAFTS, COMING = "drafts", "coming"
CONFIRMABLE = frozenset({COMING, Reason.DEADLINE_PASSED, Reason.ROUND, Reason.PROGRAMME_ENDS, Reason.STALE})
LEAST_URGENT = (len(Reason), dt.date.max)


class TaskRow(TypedDict):
    """The columns of a commitment that a task is made from; `seen_…` is the latest report that the reader sees."""

    pk: int
    number: str
    plain_title_da: str
    plain_title_en: str
    kind: str
    due_on: dt.date | None
    owner_team_id: int | None
    programme_id: int
    owner_id: int | None
    owner__first_name: str | None
    owner__last_name: str | None
    owner__username: str | None
    seen_status: str
    seen_reported_at: dt.datetime | None
    seen_as_of_on: dt.date | None
    seen_state: str | None
    seen_effective_at: dt.datetime | None
    newest_id: int | None
    newest_as_of_on: dt.date | None
    words: str | None
    wording_language: str | None


COLUMNS = tuple(TaskRow.__annotations__)


class Standing(NamedTuple):
    """What says of a commitment where it belongs in a work list; its words are fetched for those that are shown."""

    pk: int
    number: str
    team_id: int | None
    programme_id: int
    owner_id: int | None
    due_on: dt.date | None
    seen_status: str
    seen_reported_at: dt.datetime | None


STANDING_COLUMNS = (
    "pk", "number", "owner_team_id", "programme_id", "owner_id", "due_on", "seen_status", "seen_reported_at"
)  # fmt: skip


@dataclass(slots=True)
class NoChange:
    """The button that says that the last report still holds; `key` makes a second press count for nothing."""

    label: str
    url: str
    last_seen: int
    key: uuid.UUID


@dataclass(slots=True)
class Task:
    """One commitment in a team's list. `title` is ready HTML; `reason` says why it is there, in words."""

    pk: int
    team_id: int | None
    programme_id: int
    reference: str
    number: str
    title: str
    programme: str
    url: str
    report_url: str
    status: str
    status_words: str
    owner: str
    verb: str
    reason: str = ""
    note: str = ""
    group: str = ""
    is_final: bool = False
    is_own: bool = False
    reasons: list[Reason] = field(default_factory=list)
    order: tuple[int, dt.date] = LEAST_URGENT
    no_change: NoChange | None = None


@dataclass(slots=True)
class OpenReport:
    """A draft of one's own, or a report that was returned: to be gone on with."""

    pk: int
    state: str
    since: dt.datetime
    note: str = ""


@dataclass
class Plan:
    """A programme as the work list needs it: its name and where its life stands today."""

    programme: Programme
    name: str
    life: Life | None
    ended_on: dt.date | None = field(default=None)

    @property
    def is_over(self) -> bool:
        return self.life in OVER


def plans_of(programme_ids: Iterable[int], *, on: dt.date) -> dict[int, Plan]:
    """The programmes with these ids, by id, in one query."""
    programmes = (
        Programme.objects.filter(pk__in=programme_ids)
        .select_related("partnership__country")
        .with_successor_flag()
    )
    return {programme.pk: plan_of(programme, on=on) for programme in programmes}


def plan_of(programme: Programme, *, on: dt.date) -> Plan:
    life = programme.life_on(on)
    return Plan(
        programme,
        programme_name(programme),
        life,
        programme.ends_on.latest if programme.ends_on and life in OVER else None,
    )


def programme_name(programme: Programme) -> str:
    """`South Korea 2021–2024`; by its title where no period is recorded."""
    period = period_words(programme.starts_on, programme.ends_on) or programme.title
    return f"{programme.partnership.country.name} {period}"


def task_rows(commitments: CommitmentQuerySet, user: User, *, at: dt.datetime) -> list[TaskRow]:
    """In one query, by programme and in its order, with the latest reports that this user sees."""
    newest = (
        StatusReport.objects.visible_to(user, at=at)
        .danish()
        .submitted_or_cleared()
        .filter(commitment=OuterRef("pk"))
        .order_by("-submitted_at", "-id")
    )
    rows = (
        commitments.with_latest_seen_by(user, at=at)
        .with_wording_on(clock.public_day(at))
        # The model declares the first of what this adds.
        .annotate(  # type: ignore[no-redef]
            newest_id=Subquery(newest.values("pk")[:1]),
            newest_as_of_on=Subquery(newest.values("as_of_on")[:1]),
            words=Substr("wording_text", 1, LONGEST_TITLE + 1),
        )
        .order_by("programme__reference", "position", "pk")
    )
    return [cast(TaskRow, dict(zip(COLUMNS, row, strict=True))) for row in rows.values_list(*COLUMNS)]


def standings(commitments: CommitmentQuerySet, user: User, *, at: dt.datetime) -> list[Standing]:
    """In one query, in the order of `task_rows`."""
    rows = commitments.with_latest_seen_by(user, at=at).order_by("programme__reference", "position", "pk")
    return [Standing._make(row) for row in rows.values_list(*STANDING_COLUMNS)]


def _standing(row: TaskRow) -> Standing:
    return Standing(
        row["pk"], row["number"], row["owner_team_id"], row["programme_id"], row["owner_id"], row["due_on"],
        row["seen_status"], row["seen_reported_at"],
    )  # fmt: skip


def task_of(
    row: TaskRow, plan: Plan, today: dt.date, *, opened: OpenReport | None = None, reasons: Sequence[Due] = ()
) -> Task:
    """A row as a task: what is wanted of it today, if anything.

    `opened` is an open report on it; `reasons` are those of `programmes.rules.due`, most urgent first.
    """
    place = [plan.programme.reference, row["number"]]
    task = Task(
        pk=row["pk"],
        team_id=row["owner_team_id"],
        programme_id=row["programme_id"],
        reference=f"{plan.programme.reference}-{row['number']}",
        number=row["number"],
        title=title_of(row),
        programme=plan.name,
        url=reverse("workspace:commitment", args=place),
        report_url=report_url(plan, row["number"], opened),
        status=row["seen_status"] or PublicStatus.NOT_REPORTED,
        status_words=status_words(row, today),
        owner=_owner(row),
        verb=_("Continue") if opened else _("Report"),
        is_final=plan.is_over and all(one.reason != Reason.FINAL_STATUS for one in reasons),
        reasons=[one.reason for one in reasons],
        order=reasons[0].order if reasons else LEAST_URGENT,
    )
    task.group, task.reason = _wanted(row, plan, today, opened, reasons)
    task.note = opened.note if opened else ""
    task.no_change = _no_change(row, place, today) if task.group in CONFIRMABLE else None
    return task


def report_url(plan: Plan, number: str, opened: OpenReport | None = None) -> str:
    """Where a commitment is reported on: in the walk through final statuses, once its programme has ended."""
    place = [plan.programme.reference, number]
    if opened:
        return f"{reverse('workspace:commitment-report', args=place)}?report={opened.pk}"
    return reverse("workspace:closing-step" if plan.is_over else "workspace:commitment-report", args=place)


def title_of(row: TaskRow) -> str:
    """The plain title; where the editors have given none, the beginning of the wording, marked as in its language."""
    title = pick(da=row["plain_title_da"], en=row["plain_title_en"])
    if title:
        return marked(title)
    words = shortened(row["words"] or "", LONGEST_TITLE)
    return in_language_marked(words or row["number"], row["wording_language"] or active_language())


def status_words(row: TaskRow, today: dt.date) -> str:
    """`Under way as of 12 March`, in the words of the kind; with a mark while the public does not read it yet."""
    as_of_on = row["seen_as_of_on"]
    if not row["seen_status"] or as_of_on is None:
        return str(PublicStatus.NOT_REPORTED.label)
    words = _("%(status)s, as of %(day)s") % {
        "status": phrase(Kind(row["kind"]), Status(row["seen_status"])),
        "day": short_day(as_of_on, today),
    }
    if row["seen_state"] == StatusReport.State.SUBMITTED:
        words += " " + _("(waits for clearance)")
    elif (until := row["seen_effective_at"]) and until > clock.now():
        words += " " + _("(under embargo until %(moment)s)") % {"moment": clock_time(until, clock.COPENHAGEN)}
    return words


def _owner(row: TaskRow) -> str:
    full = f"{row['owner__first_name'] or ''} {row['owner__last_name'] or ''}".strip()
    return full or row["owner__username"] or ""


def group_of(
    standing: Standing,
    plan: Plan,
    today: dt.date,
    *,
    opened: OpenReport | None = None,
    reasons: Sequence[Due] = (),
) -> str:
    """The group that a commitment belongs to today; none when nothing is wanted of it alone."""
    if opened and opened.state == StatusReport.State.DRAFT:
        return DRAFTS
    if plan.is_over and not (opened or Reason.RETURNED in [one.reason for one in reasons]):
        return ""  # one banner for all of them
    if reasons:
        return reasons[0].reason.value
    return COMING if _is_coming(standing, plan, today) else ""


def _is_coming(standing: Standing, plan: Plan, today: dt.date) -> bool:
    return (
        plan.life == Life.IN_FORCE
        and standing.seen_status not in CLOSED_STATUSES
        and _is_due(standing, today)
    )


def _wanted(
    row: TaskRow, plan: Plan, today: dt.date, opened: OpenReport | None, reasons: Sequence[Due]
) -> tuple[str, str]:
    """The group a commitment belongs to today and the reasons in words."""
    standing = _standing(row)
    group = group_of(standing, plan, today, opened=opened, reasons=reasons)
    if opened and group == DRAFTS:
        return group, _("Draft from %(day)s") % {"day": short_day(clock.public_day(opened.since), today)}
    if not group:
        return group, last_reported(row["seen_reported_at"], today)
    sentences = [due_words(one, today) for one in reasons]
    if row["due_on"] and _is_coming(standing, plan, today):
        sentences.append(deadline(row["due_on"], today))
    return group, " · ".join(sentences)


def _is_due(standing: Standing, today: dt.date) -> bool:
    """The deadline is still to come this month, and nothing was reported since it came near."""
    month_ends = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    due_on, reported_at = standing.due_on, standing.seen_reported_at
    if due_on is None or not today <= due_on <= month_ends:
        return False
    near = min(due_on, today.replace(day=1))
    return reported_at is None or clock.public_day(reported_at) < near


def _no_change(row: TaskRow, place: list[str], today: dt.date) -> NoChange | None:
    if row["newest_id"] is None or row["newest_as_of_on"] is None:
        return None
    return NoChange(
        label=_("No change since %(day)s") % {"day": short_day(row["newest_as_of_on"], today)},
        url=reverse("workspace:commitment-no-change", args=place),
        last_seen=row["newest_id"],
        key=uuid.uuid4(),
    )


def final_sentence(name: str, final: int, total: int) -> str:
    """`South Korea 2021–2024 has ended. Final status given: 0 of 69.`"""
    ended = _("%(programme)s has ended.") % {"programme": name}
    given = ngettext(
        "Final status given: %(final)d of %(total)d.", "Final status given: %(final)d of %(total)d.", total
    )
    return f"{ended} {given % {'final': final, 'total': total}}"
