"""Export and import are each other's inverse, in every format and language."""

import io
import json

import pytest
from django.core.management import call_command

from embassy.models import AuditEntry, ChangeSet
from programmes.actions import current
from programmes.models import Commitment, Programme
from programmes.transfer.export import FORMATS
from tests import factories
from tests.transfer.plans import applied, content_hash, examined, exported, rich_plan, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def korea():
    call_command("load_content", stdout=io.StringIO())
    return Programme.objects.select_related("partnership__country").get(reference="KR-2021")


def changes(preview):
    return {name: preview["counts"][name] for name in ("added", "changed", "missing", "errors")}


NOTHING = {"added": 0, "changed": 0, "missing": 0, "errors": 0}


def test_the_korea_plan_comes_back_as_it_went_in_every_format_and_language(korea):
    assert korea.commitments.count() == 69
    by, before = factories.superuser(), state()
    for format in FORMATS:
        for language in ("da", "en"):
            name, data = exported(korea, format, language=language)
            assert data == exported(korea, format, language=language)[1], "a second export differs"
            held = applied(name, data, by=by)
            told = held.shown
            assert changes(told) == NOTHING, (format, language, told["errors"][:3], told["changed"][:3])
            assert told["notices"] == []
            assert told["unchanged"]["commitments"] == 69
            assert data == exported(korea, format, language=language)[1], "the export differs after importing"
    assert state() == before
    assert not ChangeSet.objects.filter(channel="import").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_a_plan_with_something_in_every_table_comes_back_as_it_went(format):
    plan = rich_plan()
    for language in ("da", "en"):
        preview = examined(*exported(plan, format, language=language), by=factories.superuser())
        assert changes(preview) == NOTHING, (preview["errors"], preview["changed"], preview["added"])
        assert preview["notices"] == []


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_file_ten_times_changes_nothing_and_writes_no_history(format):
    plan = rich_plan()
    name, data = exported(plan, format)
    before, by = state(), factories.superuser()
    for _time in range(10):
        held = applied(name, data, by=by)
        assert held.change_set is None
    assert state() == before
    assert not ChangeSet.objects.exists()


def elsewhere(data):
    """The same plan under another reference."""
    plan = json.loads(data)
    text = data.decode().replace("KR-2021", "KR-2031").replace('"a-doubt"', '"another-doubt"')
    for activity in plan["activities"]:
        text = text.replace(activity["key"], f"{activity['key']}-2")
    for report in plan["status_reports"]:
        text = text.replace(report["key"], report["key"][:-4] + "abcd")
    return text.replace('"slug": "2021-2024"', '"slug": "2031-2034"').encode()


def test_a_whole_plan_moves_to_another_reference_and_says_the_same_there():
    by = factories.superuser()
    moved = elsewhere(exported(rich_plan(), "json")[1])
    held = applied("plan.json", moved, by=by)
    assert held.errors == 0
    there = json.loads(exported(Programme.objects.get(reference="KR-2031"), "json", by=by)[1])
    wanted = json.loads(moved)
    # What is new begins unpublished, nobody has confirmed its status, and a report waits for clearance.
    wanted["programme"]["is_published"] = False
    for commitment in wanted["commitments"]:
        commitment["is_published"] = False
        if commitment["status_visibility"] == "public":
            commitment["status_visibility"] = "unconfirmed"
    for report, made in zip(wanted["status_reports"], there["status_reports"], strict=True):
        assert made["state"] == "submitted"
        for name in ("state", "submitted_on", "cleared_on"):
            report[name] = made[name]
    assert there == wanted
    assert current.rebuild(at=held.applied_at) == 0, "what is current was not computed rightly"


def test_what_a_bulk_import_enters_in_history_is_what_the_rows_hold():
    by = factories.superuser()
    held = applied("plan.json", elsewhere(exported(rich_plan(), "json")[1]), by=by)
    commitment = Commitment.objects.get(programme__reference="KR-2031", number="1.1.1")
    entry = AuditEntry.objects.get(model="programmes.commitment", object_id=commitment.pk)
    assert entry.change_set == held.change_set
    assert entry.object_key == "KR-2031-1.1.1"
    assert entry.after["plain_title_en"] == commitment.plain_title_en
    assert entry.after["sectors"] == sorted(commitment.sectors.values_list("pk", flat=True))
    assert "public_status" not in entry.after
    assert held.change_set.channel == "import"
    assert held.change_set.by == by


def test_undone_the_whole_plan_is_gone_and_history_stays():
    from programmes.transfer import imports

    by = factories.superuser()
    rich = rich_plan()
    before = content_hash(rich)
    plan = json.loads(elsewhere(exported(rich, "json")[1]))
    plan["status_reports"] = []  # what was reported is never erased
    held = applied("plan.json", json.dumps(plan).encode(), by=by)
    imports.undo(held, by=by, at=held.applied_at)
    assert not Programme.objects.filter(reference="KR-2031").exists()
    assert content_hash(rich) == before
    assert held.change_set.entries.exists()
