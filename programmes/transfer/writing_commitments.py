"""Commitments from a file: new ones with all that belongs to them, and what changes in those that are there."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from embassy.audit import Recorder
from programmes.actions.plans import NewCommitment, add_commitments, set_responsible, set_wording
from programmes.models import Wording
from programmes.transfer.cells import Values
from programmes.transfer.sheets import Commitments
from programmes.transfer.sheets.base import RowChange
from programmes.transfer.sheets.commitments import RESPONSIBLE, WORDING

# Column of the file: column of the wording.
OF_WORDING = dict(zip(WORDING, ("text", "language", "provenance", "valid_from", "passage_id"), strict=True))


def add(
    sheet: Commitments,
    row_changes: list[RowChange],
    ids: list[int],
    *,
    record: Recorder,
    slugs: Mapping[int, str],
) -> None:
    """Insert new commitments."""
    plain = [column for column in sheet.columns if column.store and column.name not in WORDING]
    rows = []
    for row_change, pk in zip(row_changes, ids, strict=True):
        values = row_change.new
        columns = {
            column.store: column.widget.stored(column.empty if column.read_only else values[column.name])
            for column in plain
        }
        rows.append(
            NewCommitment(
                id=pk,
                reference=sheet.label(row_change.key),
                columns=columns | sheet.stored(row_change),
                wording=_wording(sheet, row_change) if values["wording"] else None,
                sectors=sheet.fields["sectors"].widget.stored(values["sectors"]),
                sdgs=sheet.fields["sdgs"].widget.stored(values["sdgs"]),
                responsible=_responsible(sheet, values),
            )
        )
    add_commitments(rows, record=record, slugs=slugs)


def _wording(sheet: Commitments, row_change: RowChange) -> dict[str, Any]:
    return {
        column: sheet.fields[name].widget.stored(row_change.new[name]) for name, column in OF_WORDING.items()
    }


def _responsible(sheet: Commitments, values: Values) -> list[tuple[int, str, str]]:
    return [
        (organisation_id, side, role)
        for name, (side, role) in RESPONSIBLE.items()
        for organisation_id in sheet.fields[name].widget.stored(values[name])
    ]


def change(sheet: Commitments, row_changes: list[RowChange], *, record: Recorder, on: dt.date) -> None:
    """Change the wordings and responsibilities of commitments; their own columns are written already."""
    with_words = [row_change for row_change in row_changes if set(WORDING) & row_change.old.keys()]
    keys = [row_change.pk for row_change in with_words]
    rows = Wording.objects.filter(commitment__in=keys).standing_on(on)
    wordings = {wording.commitment_id: wording for wording in rows}
    for row_change in with_words:
        sheet_values = {
            column: sheet.fields[name].widget.stored(row_change.value(name))
            for name, column in OF_WORDING.items()
        }
        wording = wordings.get(row_change.existing_pk)
        if wording is None:
            sheet_values["language"] = sheet_values["language"] or sheet.context.programme_language
            sheet_values["provenance"] = sheet_values["provenance"] or Wording.Provenance.SIGNED.value
        set_wording(row_change.existing_pk, values=sheet_values, wording=wording, record=record)
    for row_change in row_changes:
        for name, (side, role) in RESPONSIBLE.items():
            if name in row_change.old:
                ids = sheet.fields[name].widget.stored(row_change.new[name])
                set_responsible(
                    row_change.existing_pk,
                    side=side,
                    role=role,
                    organisation_ids=ids,
                    on=on,
                    record=record,
                )
