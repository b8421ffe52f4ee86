"""Who is responsible: the organisations that have a part in commitments on a day, by side.

A part is responsibility on one side, or the forum in which something happens, which has no side.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias, TypeVar

from django.db.models import QuerySet

from programmes.models import Commitment, Organisation, Responsibility
from programmes.models.responsibilities import ResponsibilityQuerySet
from programmes.models.shared import Side

FORUM = ""  # the side of a forum
Commitments: TypeAlias = QuerySet[Commitment, Any] | Iterable[int | Commitment]
Each = TypeVar("Each", "Part", Responsibility)


class Part(NamedTuple):
    """An organisation's part in a commitment as a row of plain values."""

    commitment_id: int
    side: str
    role: str
    as_named: str
    organisation_id: int
    slug: str
    acronym: str
    name_da: str
    name_en: str


PART_COLUMNS = (
    "commitment_id", "side", "role", "as_named", "organisation_id", "organisation__slug", "organisation__acronym",
    "organisation__name_da", "organisation__name_en",
)  # fmt: skip


def parts_on(day: dt.date, commitments: Commitments | None = None) -> ResponsibilityQuerySet:
    """Every part on a day, of all commitments or of some."""
    return _of(Responsibility.objects.on(day), commitments)


def responsible_on(day: dt.date, commitments: Commitments | None = None) -> ResponsibilityQuerySet:
    """The parts on one of the sides, without forums."""
    return parts_on(day, commitments).responsible()


def parts_begun_by(day: dt.date, commitments: Commitments | None = None) -> ResponsibilityQuerySet:
    """Every part that has begun by a day, those that are over included."""
    return _of(Responsibility.objects.begun_by(day), commitments)


def parts_ever() -> ResponsibilityQuerySet:
    """Every part, whenever it holds: what a search finds commitments by."""
    return Responsibility.objects.all()


def _of(parts: ResponsibilityQuerySet, commitments: Commitments | None) -> ResponsibilityQuerySet:
    return parts if commitments is None else parts.filter(commitment__in=commitments)


def organisations_in(parts: ResponsibilityQuerySet) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=parts.values("organisation"))


def parts_by_commitment(parts: ResponsibilityQuerySet) -> dict[int, list[Part]]:
    """The parts of each commitment that has any, in the order in which they are asked for."""
    by_commitment = defaultdict(list)
    for row in parts.values_list(*PART_COLUMNS):
        by_commitment[row[0]].append(Part._make(row))
    return by_commitment


def by_side(parts: Iterable[Each]) -> dict[str, list[Each]]:
    """Parts of one commitment by side, every side named; forums under FORUM."""
    sides: dict[str, list[Each]] = {side: [] for side in (*Side, FORUM)}
    for part in parts:
        sides[part.side].append(part)
    return sides
