"""Bringing the kept counts up to the rows: what the triggers cannot know of days, and what was written without them.

`follow` is called at the end of every change set; `rebuild` looks at everything, and must find nothing to change.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from embassy import bulk, clock
from embassy.audit import Touched
from embassy.page_cache import stamp
from programmes.counting import keys, triggers
from programmes.models import Commitment, Responsibility
from programmes.models.responsibilities import SidesNamed

BATCH = 1000


def follow(touched: Touched) -> None:
    """Say which sides are named where days were written that are past: the triggers know of no day."""
    rows = touched.get(Responsibility._meta.label_lower)
    if rows is None:
        return
    ids = sorted(set(rows.ids))
    changing: set[int] = set()
    for start in range(0, len(ids), BATCH):
        some = Responsibility.objects.filter(**bulk.among("pk", ids[start : start + BATCH]))
        some = some.filter(commitment__sides_named=SidesNamed.CHANGING).order_by()
        changing.update(some.values_list("commitment", flat=True))
    changing.update(before["commitment_id"] for before in rows.past if "commitment_id" in before)
    _settle(sorted(changing), on=clock.today())


def rebuild(*, on: dt.date) -> int:
    """Bring all counts up to the rows as they are on a day. Returns how many were wrong or due."""
    with connection.cursor() as cursor:
        cursor.execute(keys.otherwise_named(_day(on)))
        changed = _settle([pk for (pk,) in cursor.fetchall()], on=on)
    with transaction.atomic(), connection.cursor() as cursor:
        changed += _correct(cursor, connection.vendor)
        if changed:
            stamp.move_on()
    return changed


def _settle(ids: Sequence[int], *, on: dt.date) -> int:
    """Say anew of some commitments which sides are named from a day on. Returns of how many that had to change."""
    changed = 0
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        with transaction.atomic(), connection.cursor() as cursor:
            list(
                Commitment.objects.filter(pk__in=some)
                .order_by("pk")
                .select_for_update(no_key=True)
                .values("pk")
            )
            cursor.execute(keys.set_sides(", ".join(map(str, some)), _day(on)))
            changed += cursor.rowcount
    return changed


def _day(on: dt.date) -> str:
    return f"'{on.isoformat()}'"


def _correct(cursor: CursorWrapper, vendor: str) -> int:
    """Add to the counts what they lack, and make one row of those that are alike. Returns how many were wrong."""
    if vendor == "postgresql":  # what was written before is there to be counted, and what comes after waits
        cursor.execute(f"LOCK TABLE {keys.COUNTS} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute(keys.correct(vendor))
    changed = cursor.rowcount
    cursor.execute(keys.tidy(vendor))
    return changed


def before_migrate(using: str = DEFAULT_DB_ALIAS, plan: Sequence[Any] = (), **_kwargs: Any) -> None:
    """Django calls this before every migrate, with what it is about to do."""
    if plan:
        triggers.lift(connections[using])


def after_migrate(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Django calls this after every migrate, for each database."""
    if triggers.install(connections[using]) and using == DEFAULT_DB_ALIAS:
        rebuild(on=clock.today())
