"""Writing whole plans: many commitments with their wordings and responsibilities at once, history included.

New commitments bring along what is current (`programmes.actions.current`); for those that were there already the caller
refreshes it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from embassy import bulk, clock
from embassy.audit import Recorder
from programmes.actions import current
from programmes.models import Commitment, Responsibility, Wording
from programmes.rules.responsible import parts_on

OWN_WORDING_COLUMNS = ("text", "language", "provenance", "valid_from", "passage_id")
WORDING_COLUMNS = ("id", "commitment_id", *OWN_WORDING_COLUMNS)
RESPONSIBILITY_COLUMNS = ("id", "commitment_id", "organisation_id", "side", "role", "from_on")


@dataclass(slots=True)
class NewCommitment:
    """A commitment that is to be added. `columns` and `wording` are by column name, dates as ISO text.

    `responsible` are (organisation's id, side, role); they hold from the beginning.
    """

    id: int
    reference: str
    columns: Mapping[str, Any]
    wording: Mapping[str, Any] | None = None
    sectors: list[int] = field(default_factory=list)
    sdgs: list[int] = field(default_factory=list)
    responsible: list[tuple[int, str, str]] = field(default_factory=list)


def add_commitments(rows: list[NewCommitment], *, record: Recorder, slugs: Mapping[int, str]) -> None:
    """Insert NewCommitments with all that belongs to them, into an open change set; `slugs` of organisations by id."""
    if not rows:
        return
    wording_ids = iter(bulk.reserve_ids(Wording, sum(row.wording is not None for row in rows)))
    wordings, wording_keys, responsibilities, responsibility_keys = [], [], [], []
    responsibility_ids = iter(bulk.reserve_ids(Responsibility, sum(len(row.responsible) for row in rows)))
    columns = ("id", *rows[0].columns, *current.NEW_CACHES)
    table, today = [], clock.today()
    for row in rows:
        wording_id = None
        if row.wording:
            wording_id = next(wording_ids)
            wording = row.wording
            wordings.append((wording_id, row.id, *(wording[name] for name in OWN_WORDING_COLUMNS)))
            wording_keys.append(
                f"{row.reference}:{wording['language']}:{wording['provenance']}:{wording['valid_from'] or ''}"
            )
        for organisation_id, side, role in row.responsible:
            responsibilities.append((next(responsibility_ids), row.id, organisation_id, side, role, None))
            responsibility_keys.append(f"{row.reference}:{slugs[organisation_id]}:{role}")
        sides = [side for _id, side, role in row.responsible if role == Responsibility.Role.RESPONSIBLE]
        caches = current.caches_of_new(row.columns, row.wording, wording_id=wording_id, sides=sides, on=today)
        table.append((row.id, *row.columns.values(), *caches))
    record.insert_many(
        Commitment,
        columns,
        table,
        keys=[row.reference for row in rows],
        links={"sectors": [row.sectors for row in rows], "sdgs": [row.sdgs for row in rows]},
    )
    record.insert_many(Wording, WORDING_COLUMNS, wordings, keys=wording_keys)
    record.insert_many(Responsibility, RESPONSIBILITY_COLUMNS, responsibilities, keys=responsibility_keys)


def set_wording(
    commitment_id: int, *, values: Mapping[str, Any], wording: Wording | None, record: Recorder
) -> None:
    """Change the words of a commitment that is not in force yet, or give it its first. History keeps the old ones."""
    if wording is not None:
        record.update(wording, **values)
        return
    record.create(Wording(commitment_id=commitment_id, **values))


def set_responsible(
    commitment_id: int,
    *,
    side: str,
    role: str,
    organisation_ids: Iterable[int],
    on: dt.date,
    record: Recorder,
) -> None:
    """Make just these responsible from `on`; others end the day before (or vanish if they began then)."""
    current_parts = parts_on(on, [commitment_id]).filter(side=side, role=role)
    kept = set()
    for responsibility in current_parts:
        if responsibility.organisation_id in organisation_ids:
            kept.add(responsibility.organisation_id)
        elif responsibility.from_on == on:
            record.delete(responsibility)
        else:
            record.update(responsibility, until_on=on - clock.ONE_DAY)
    for organisation_id in sorted(set(organisation_ids) - kept):
        record.create(
            Responsibility(
                commitment_id=commitment_id, organisation_id=organisation_id, side=side, role=role, from_on=on
            )
        )
