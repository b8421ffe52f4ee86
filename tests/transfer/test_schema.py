"""The published JSON Schema says what the JSON holds: it follows from the columns, and every export keeps to it."""

import io
import json

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from programmes.transfer.formats import document
from tests.transfer.plans import exported, rich_plan


def faults(plan):
    """Where a plan breaks the schema, in the words of the library that readers of the schema use."""
    return [error.message for error in Draft202012Validator(document.schema()).iter_errors(plan)]


def test_the_published_schema_is_a_schema():
    Draft202012Validator.check_schema(document.schema())
    assert document.schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_the_published_schema_is_that_of_the_columns():
    is_current = json.loads(document.PUBLISHED_SCHEMA.read_text(encoding="utf-8")) == document.schema()
    assert is_current, "the columns have changed: DEBUG=1 .venv/bin/python manage.py write_plan_schema"


@pytest.fixture
def schema_file(tmp_path, monkeypatch):
    """A copy of the published schema, in the place that the command writes to."""
    copy = tmp_path / document.ADDRESS
    copy.write_bytes(document.PUBLISHED_SCHEMA.read_bytes())
    monkeypatch.setattr(document, "PUBLISHED_SCHEMA", copy)
    return copy


def write_plan_schema():
    out = io.StringIO()
    call_command("write_plan_schema", stdout=out)
    return out.getvalue().strip()


def test_the_command_leaves_a_schema_that_is_up_to_date(schema_file):
    before = schema_file.read_bytes(), schema_file.stat().st_mtime_ns
    assert write_plan_schema() == "plan-1.schema.json: unchanged"
    assert (schema_file.read_bytes(), schema_file.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    "spoil", [lambda file: file.write_text("{}\n"), lambda file: file.unlink()], ids=["old", "missing"]
)
def test_the_command_writes_a_schema_anew(schema_file, spoil):
    published = schema_file.read_bytes()
    spoil(schema_file)
    assert write_plan_schema() == "plan-1.schema.json: written anew"
    assert schema_file.read_bytes() == published


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
