"""The published JSON Schema says what the JSON holds: it follows from the columns, and every export keeps to it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from programmes import transfer
from programmes.transfer.formats import document
from tests.transfer.plans import exported, rich_plan

SCHEMA = Path(transfer.__file__).parent / "schema" / document.ADDRESS


def faults(plan):
    """Where a plan breaks the schema, in the words of the library that readers of the schema use."""
    return [error.message for error in Draft202012Validator(document.schema()).iter_errors(plan)]


def test_the_published_schema_is_a_schema():
    Draft202012Validator.check_schema(document.schema())
    assert document.schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_the_published_schema_is_that_of_the_columns():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == document.schema()


@pytest.mark.django_db
def test_an_export_keeps_to_the_schema():
    plan = json.loads(exported(rich_plan(), "json")[1])
    assert faults(plan) == []


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
    assert faults(plan)
