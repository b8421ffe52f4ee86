"""JSON of a whole programme: an object of lists of flat objects (see schema/plan-1.schema.json)."""

import json
from collections.abc import Iterator
from typing import Any

from embassy.storable import members_once
from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import LISTED, MISSING_CELL, UNREAD, Cell, join
from programmes.transfer.header_words import fold_header
from programmes.transfer.reading.common import batches, checked

NOT_A_PLAN = gettext_noop("The file is not a plan in this system's JSON format.")


def read(data: bytes, *, max_rows: int, max_columns: int, several: list[str]) -> Iterator[list[Any]]:
    """Every list of the plan as a page whose first row has the columns' names. Raises Refused.

    `several` are the columns, as `fold_header` writes them, that take several values: elsewhere a list is unread.
    """
    try:
        plan = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=members_once,
            parse_constant=_no_constant,
            parse_float=_no_float,
        )
    except (ValueError, RecursionError) as error:
        raise Refused(NOT_A_PLAN) from error
    if not isinstance(plan, dict) or plan.get("format") != "embassy-plan" or plan.get("version") != 1:
        raise Refused(NOT_A_PLAN)
    takes_several = {*several}
    yield ["file", len(plan)]
    for name, rows in plan.items():
        if name in {"format", "version", "$schema"}:
            continue
        rows = [rows] if name == "programme" else rows
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Refused(NOT_A_PLAN)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        yield ["page", name, {"is_json": True}]
        table = [(0, columns)] + [
            (number, [_cell_of(row, column, number, takes_several) for column in columns])
            for number, row in enumerate(rows, 1)
        ]
        yield from batches(iter(table), max_rows=max_rows, max_columns=max_columns)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value.")


def _no_float(text: str) -> None:
    raise ValueError(f"{text}: nothing in a plan has decimals.")


def _cell_of(row: dict[str, Any], column: str, number: int, several: set[str]) -> Cell:
    if column not in row:
        return MISSING_CELL
    cell = _cell(row[column], number)
    is_odd = isinstance(row[column], list) and fold_header(column) not in several
    return UNREAD + LISTED if is_odd else cell


def _cell(value: Any, row: int) -> Cell:
    if isinstance(value, str):
        return checked(value, row) or None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list) and all(type(item) in (str, int) for item in value):
        return checked(join([str(item) for item in value]), row) or None
    raise Refused(NOT_A_PLAN)
