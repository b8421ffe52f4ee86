"""Commitments from a file: new ones with all that belongs to them, and what changes in those that are there."""

from django.db.models import F

from programmes.actions.plans import NewCommitment, add_commitments, set_responsible, set_wording
from programmes.models import Wording
from programmes.transfer.sheets.commitments import RESPONSIBLE, WORDING

# Column of the file: column of the wording.
OF_WORDING = dict(zip(WORDING, ("text", "language", "provenance", "valid_from", "passage_id"), strict=True))


def add(sheet, ops, ids, *, record, words):
    """Insert new commitments."""
    plain = [column for column in sheet.columns if column.store and column.name not in WORDING]
    rows = []
    for op, pk in zip(ops, ids, strict=True):
        values = op.new
        columns = {
            column.store: column.widget.stored(column.empty if column.read_only else values[column.name])
            for column in plain
        }
        rows.append(
            NewCommitment(
                id=pk,
                reference=sheet.label(op.key),
                columns=columns | sheet.stored(op),
                wording=_wording(sheet, op) if values["wording"] else None,
                sectors=sheet.fields["sectors"].widget.stored(values["sectors"]),
                sdgs=sheet.fields["sdgs"].widget.stored(values["sdgs"]),
                responsible=_responsible(sheet, values),
            )
        )
    add_commitments(rows, record=record, names=words)


def _wording(sheet, op):
    return {column: sheet.fields[name].widget.stored(op.new[name]) for name, column in OF_WORDING.items()}


def _responsible(sheet, values):
    return [
        (organisation_id, side, role)
        for name, (side, role) in RESPONSIBLE.items()
        for organisation_id in sheet.fields[name].widget.stored(values[name])
    ]


def change(sheet, ops, *, record, on):
    """Change the wordings and responsibilities of commitments; their own columns are written already."""
    with_words = [op for op in ops if set(WORDING) & op.old.keys()]
    rows = Wording.objects.filter(
        commitment__in=[op.pk for op in with_words], commitment__current_wording=F("pk")
    )
    held = {wording.commitment_id: wording for wording in rows}
    for op in with_words:
        sheet_values = {
            column: sheet.fields[name].widget.stored(op.value(name)) for name, column in OF_WORDING.items()
        }
        if not held.get(op.pk):
            sheet_values["language"] = sheet_values["language"] or sheet.known.programme_language
            sheet_values["provenance"] = sheet_values["provenance"] or Wording.Provenance.SIGNED.value
        set_wording(op.pk, values=sheet_values, held=held.get(op.pk), record=record)
    for op in ops:
        for name, (side, role) in RESPONSIBLE.items():
            if name in op.old:
                ids = sheet.fields[name].widget.stored(op.new[name])
                set_responsible(op.pk, side=side, role=role, organisation_ids=ids, on=on, record=record)
