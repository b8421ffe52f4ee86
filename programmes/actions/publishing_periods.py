"""Keeping when something of ours was published, withheld or closed, in step with the flags that say so of today.

`follow` is called at the end of every change set, inside its transaction, whichever channel it came through (a page,
the admin, an import, content, a command, an undo), and compares the flags of the rows that were touched with their
open periods: what began gets one, what ended has its last day yesterday. So nobody who writes a flag can forget its
period, and nothing of a period is ever asked of who wrote. `rebuild` does the same for all rows, and must find nothing
to change.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Q

from embassy import bulk, clock
from embassy.audit import Touched
from embassy.page_cache import stamp
from programmes.models import Activity, Commitment, Document, Partnership, Programme, PublishingPeriod
from programmes.models.publishing import PublishingPeriodQuerySet

State = PublishingPeriod.State
BATCH = 1000


class Flag(NamedTuple):
    """A column, and what must be so of it for a row to be in a state: that it is True, where nothing else is said."""

    state: PublishingPeriod.State
    model: type[models.Model]
    column: str
    is_so: Q | None = None

    def rows(self) -> models.QuerySet[Any]:
        """The ids of rows that are in the state today."""
        rows = self.model._base_manager.filter(self.is_so or Q(**{self.column: True}))
        return rows.order_by().values_list("pk", flat=True)


NOT_PUBLIC = ~Q(status_visibility=Commitment.Visibility.PUBLIC)
FLAGS = (
    Flag(State.PARTNERSHIP_PUBLISHED, Partnership, "is_published"),
    Flag(State.PROGRAMME_PUBLISHED, Programme, "is_published"),
    Flag(State.PROGRAMME_CLOSED, Programme, "closed_at", Q(closed_at__isnull=False)),
    Flag(State.ASSESSMENT_PUBLISHED, Programme, "publishes_assessment"),
    Flag(State.WAITING_FOR_PUBLISHED, Programme, "publishes_waiting_for"),
    Flag(State.PARTNER_VIEW_PUBLISHED, Programme, "publishes_partner_view"),
    Flag(State.COMMITMENT_PUBLISHED, Commitment, "is_published"),
    Flag(State.STATUS_WITHHELD, Commitment, "status_visibility", NOT_PUBLIC),
    Flag(State.LEFT_OPEN, Commitment, "left_open_because", ~Q(left_open_because="")),
    Flag(State.ACTIVITY_PUBLIC, Activity, "is_public"),
    Flag(State.DOCUMENT_PUBLIC, Document, "is_public"),
)


def follow(touched: Touched) -> None:
    """Bring the periods up to the flags of the rows that a change set touched."""
    today = clock.today()
    for flag in FLAGS:
        _keep(flag, _concerned(flag, touched), from_on=today, today=today)


def begin_register(touched: Touched) -> None:
    """Let what a change set publishes count from the beginning of the register, where nothing was published before.

    What a register begins with, the ministry had published elsewhere before there was one: of earlier days it is shown
    as it was agreed. Called before the change set ends, so that `follow` finds the periods there.
    """
    if PublishingPeriod.objects.exists():
        return
    for flag in FLAGS:
        _keep(flag, _concerned(flag, touched), from_on=None, today=clock.today())


@transaction.atomic
def rebuild() -> int:
    """Bring all periods up to the flags. Returns how many had to change: of rows written past every change set."""
    today, changed = clock.today(), 0
    for flag in FLAGS:
        periods = PublishingPeriod.objects.of(flag.state).filter(until_on=None)
        different = set(flag.rows()) ^ set(periods.values_list("object_id", flat=True))
        changed += len(different)
        _keep(flag, sorted(different), from_on=today, today=today)
    if changed:
        stamp.move_on()
    return changed


def _concerned(flag: Flag, touched: Touched) -> list[int]:
    """The touched rows whose flag may have changed; none where only other columns of old rows were written."""
    rows = touched.get(flag.model._meta.label_lower)
    if rows is None:
        return []
    has_new = len(rows.ids) > len(rows.past)
    return sorted(set(rows.ids)) if has_new or any(flag.column in before for before in rows.past) else []


def _keep(flag: Flag, ids: Sequence[int], *, from_on: dt.date | None, today: dt.date) -> None:
    """Compare a flag of some rows with their open periods: end those that are over, and begin those that are new."""
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        periods = PublishingPeriod.objects.of(flag.state).filter(**bulk.among("object_id", some))
        so_today = set(flag.rows().filter(**bulk.among("pk", some)))
        already = set(periods.filter(until_on=None).values_list("object_id", flat=True))
        if already - so_today:
            _end(periods.filter(object_id__in=already - so_today), today)
        if so_today - already:
            went_on = _go_on(periods, so_today - already, today)
            _begin(flag.state, so_today - already - went_on, from_on)


def _end(periods: PublishingPeriodQuerySet, today: dt.date) -> None:
    """End open periods with yesterday; one that began today was so at the end of no day."""
    periods.filter(until_on=None, from_on__gte=today).delete()
    periods.filter(until_on=None).update(until_on=today - clock.ONE_DAY)


def _go_on(periods: PublishingPeriodQuerySet, begun: set[int], today: dt.date) -> set[int]:
    """Open those periods again that ended yesterday, since that was done today; the ids of their rows."""
    lately = periods.filter(until_on__gte=today - clock.ONE_DAY).values_list("object_id", "pk")
    again = {object_id: pk for object_id, pk in lately if object_id in begun}
    if again:
        periods.filter(pk__in=again.values()).update(until_on=None)
    return again.keys() & begun


def _begin(state: PublishingPeriod.State, ids: set[int], from_on: dt.date | None) -> None:
    first_day = from_on.isoformat() if from_on else None
    rows = [(state.value, object_id, first_day) for object_id in sorted(ids)]
    bulk.insert(PublishingPeriod._meta.db_table, ("state", "object_id", "from_on"), rows)
