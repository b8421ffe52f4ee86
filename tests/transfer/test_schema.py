"""The published JSON Schema says what the JSON holds: it follows from the columns, and every export keeps to it."""

import json
from pathlib import Path

import pytest

from programmes import transfer
from programmes.transfer.formats import document
from tests.transfer.plans import exported, rich_plan

SCHEMA = Path(transfer.__file__).parent / "schema" / document.ADDRESS
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def faults(value, schema, place="plan"):
    """Where a value breaks the schema: the part of JSON Schema that ours uses."""
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    types = schema.get("type", [])
    allowed = tuple(TYPES[name] for name in ([types] if isinstance(types, str) else types))
    if allowed and (not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)):
        yield f"{place}: {value!r} is no {types}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value)
        yield from (f"{place}: {name} is not known" for name in value if name not in known)
        for name, part in value.items():
            yield from faults(part, known.get(name, {}), f"{place}.{name}")
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from faults(part, schema.get("items", {}), f"{place}[{number}]")


def test_the_published_schema_is_that_of_the_columns():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == document.schema()


@pytest.mark.django_db
def test_an_export_keeps_to_the_schema():
    plan = json.loads(exported(rich_plan(), "json")[1])
    assert list(faults(plan, document.schema())) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil",
    [
        lambda plan: plan.pop("programme"),
        lambda plan: plan.update(version=2),
        lambda plan: plan["areas"][0].update(number="1"),
        lambda plan: plan["commitments"][0].update(kind="delivrable"),
        lambda plan: plan["commitments"][0].update(colour="green"),
        lambda plan: plan["commitments"][0].update(sectors="water"),
    ],
)
def test_what_breaks_the_schema_is_seen(spoil):
    plan = json.loads(exported(rich_plan(), "json")[1])
    spoil(plan)
    assert list(faults(plan, document.schema()))
