"""What all readers share: how much they read at most, and rows in batches."""

from collections.abc import Iterable, Iterator
from typing import Any

from embassy.storable import is_storable
from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import FileRow

BATCH = 500
MAX_CELL = 100_000


def checked(cell: str, row: int) -> str:
    """A text cell as it is, if it can be stored at all."""
    if len(cell) > MAX_CELL:
        raise Refused(
            gettext_noop("A cell in row %(row)s holds more than %(limit)s characters."),
            row=row,
            limit=MAX_CELL,
        )
    if not is_storable(cell):
        raise Refused(
            gettext_noop("A cell in row %(row)s contains characters that are not allowed in a text."), row=row
        )
    return cell


def too_many_rows(limit: int) -> Refused:
    return Refused(gettext_noop("The file has more than %(limit)s rows. Divide it."), limit=limit)


def too_many_columns(limit: int) -> Refused:
    return Refused(gettext_noop("The file has more than %(limit)s columns."), limit=limit)


def batches(rows: Iterable[FileRow], *, max_rows: int, max_columns: int) -> Iterator[list[Any]]:
    """`["rows", …]` of those (number, cells) that are not blank, without what is empty at the end of a row."""
    batch, count = [], 0
    for number, cells in rows:
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if not cells:
            continue
        if len(cells) > max_columns:
            raise too_many_columns(max_columns)
        count += 1
        if count > max_rows:
            raise too_many_rows(max_rows)
        batch.append([number, cells])
        if len(batch) == BATCH:
            yield ["rows", batch]
            batch = []
    if batch:
        yield ["rows", batch]
