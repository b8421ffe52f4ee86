"""A whole programme as JSON, one row a line, and the JSON Schema that says what may stand in it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from embassy.partial_dates import SHAPE
from programmes.transfer import sheets
from programmes.transfer.cells import Values
from programmes.transfer.columns import Column
from programmes.transfer.references import Many, Texts
from programmes.transfer.sheets.base import Sheet
from programmes.transfer.widgets import Choice, Date, Key, Number, Partial, Whole, YesNo

FORMAT, VERSION = "embassy-plan", 1
ADDRESS = "plan-1.schema.json"
PUBLISHED_SCHEMA = Path(__file__).parents[1] / "schema" / ADDRESS


def document(lists: Iterable[tuple[str, Iterable[Values]]]) -> Iterator[bytes]:
    """Yield the bytes of the JSON: `lists` are (code, rows), a row being a dictionary by column name."""
    yield f'{{\n"format": "{FORMAT}",\n"version": {VERSION}'.encode()
    for code, rows in lists:
        if code == "programme":
            for row in rows:
                yield f',\n"programme": {_line(row)}'.encode()
            continue
        yield f',\n"{code}": ['.encode()
        separator = "\n"
        for row in rows:
            yield f"{separator}{_line(row)}".encode()
            separator = ",\n"
        yield b"\n]"
    yield b"\n}\n"


def _line(row: Values) -> str:
    return json.dumps(row, ensure_ascii=False)


def value(column: Column, plain: Any) -> Any:
    """A plain value as JSON has it: lists as lists, nothing as null."""
    widget = column.widget
    if isinstance(widget, Many):
        return [widget.names.text(key) for key in plain]
    if isinstance(widget, Texts):
        return list(plain)
    if plain == "":
        return None if not isinstance(widget, Choice) else ""
    return plain if isinstance(widget, Whole | YesNo | Choice | Date | Number) else widget.render(plain)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a plan."""
    parts = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
    }
    for sheet in sheets.WORKBOOK:
        row = {
            "type": "object",
            "description": " ".join((sheet.__doc__ or "").split()),
            "properties": {name: _of(column) for name, column in _fields(sheet)},
            "required": [name for name, column in _fields(sheet) if column.required],
            "additionalProperties": False,
        }
        parts[sheet.code] = row if sheet is sheets.Programmes else {"type": "array", "items": row}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "A programme of a strategic partnership",
        "type": "object",
        "properties": parts,
        "required": ["format", "version", "programme"],
        "additionalProperties": False,
    }


def write_schema() -> bool:
    """Write the published schema anew from the columns; says whether that changed it."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if PUBLISHED_SCHEMA.is_file() and PUBLISHED_SCHEMA.read_text(encoding="utf-8") == text:
        return False
    PUBLISHED_SCHEMA.write_text(text, encoding="utf-8")
    return True


def _fields(sheet: type[Sheet]) -> list[tuple[str, Column]]:
    return [
        (name, column) for name, column in sheet.fields.items() if name not in getattr(sheet, "left_out", ())
    ]


def _of(column: Column) -> dict[str, Any]:
    widget = column.widget
    described = {"description": column.labels["en"]}
    if isinstance(widget, Many | Texts):
        return {**described, "type": "array", "items": {"type": "string"}}
    if isinstance(widget, YesNo):
        return {**described, "type": "boolean"}
    if isinstance(widget, Whole):
        return {
            **described,
            **_texts(column, "integer"),
            "minimum": widget.smallest,
            "maximum": widget.largest,
        }
    if isinstance(widget, Choice):
        codes = list(widget.choices.values)
        return {**described, "enum": codes if column.required else [*codes, ""]}
    if isinstance(widget, Date):
        return {**described, "type": ["string", "null"], "format": "date"}
    if isinstance(widget, Partial):
        return {**described, **_texts(column, "string"), "pattern": f"^{SHAPE}$"}
    if isinstance(widget, Key | Number):
        return {**described, **_texts(column, "string"), "pattern": widget.shape.schema_pattern}
    return {**described, **_texts(column, "string")}


def _texts(column: Column, name: str) -> dict[str, Any]:
    """The type, with null for what may be left out. A pattern asks nothing of what is no text."""
    return {"type": name if column.required else [name, "null"]}
