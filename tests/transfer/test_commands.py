"""The same from the command line, with exit statuses that scripts can rely on."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from embassy.models import ChangeSet
from programmes.models import Import
from tests import factories
from tests.transfer.plans import edited, exported, state

pytestmark = pytest.mark.django_db


def run(*words):
    """(exit status, standard output) of `import_plan`."""
    out = io.StringIO()
    try:
        call_command("import_plan", *map(str, words), stdout=out, stderr=io.StringIO())
    except SystemExit as leaving:
        return leaving.code, out.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path, plan):
    def write(changes, name="plan.csv"):
        path = tmp_path / name
        path.write_bytes(edited(plan, changes))
        return path

    return write


def test_a_preview_ends_with_0_and_writes_nothing(file):
    path, before = file({("1.1.1", "Plain title (English)"): "Wind"}), state()
    status, out = run(path)
    assert status == 0
    assert out.startswith("Nothing has changed yet. Applying will add 0, change 1, leave 3.")
    assert state() == before


def test_all_that_it_prints_is_in_english_whatever_the_sites_first_language(file, plan):
    """In production no language is chosen, so that Danish would be."""
    new = edited(plan, {("1.1.1", "Plain title (English)"): "Wind", ("1.1.2", "Deadline"): "2030-01-31"})
    path = file({}, "new.csv")
    path.write_bytes(new + b"\r\n".join([b"", b"KR-2021-9.9.9,x"]))
    wrong = file({("1.1.1", "Kind"): "delivrable"}, "wrong.csv")
    runs = [
        [file({})],
        [path],
        [path, "--json"],
        [path, "--apply"],
        [wrong],
        [wrong, "--json"],
        [path, "--by", "x"],
    ]
    printed = {}
    for language in ("en", "da"):
        Import.objects.all().delete()
        with translation.override(language), transaction.atomic():
            printed[language] = [run(*words) for words in runs]
            transaction.set_rollback(True)
    assert [status for status, _out in printed["en"]] == [0, 1, 1, 1, 1, 1, 2]
    assert printed["da"] == printed["en"]


def test_applied_it_ends_with_0_and_the_person_is_on_record(file, plan):
    person = factories.superuser("operator")
    status, out = run(file({("1.1.1", "Plain title (English)"): "Wind"}), "--apply", "--by", "operator")
    assert status == 0
    assert out.startswith("Added 0, changed 1, left 3.")
    assert ChangeSet.objects.get().by == person
    assert Import.objects.get().state == Import.State.APPLIED


def test_nothing_to_change_ends_with_0_and_leaves_no_trace(file):
    before = state()
    assert run(file({}), "--apply")[0] == 0
    assert state() == before
    assert not Import.objects.exists()


def test_rows_in_error_end_with_1(file):
    before = state()
    status, out = run(file({("1.1.1", "Kind"): "delivrable"}), "--apply")
    assert status == 1
    assert "Row 2, Kind: “delivrable” is unknown. Did you mean “deliverable”?" in out
    assert state() == before


@pytest.mark.parametrize("words", [["missing.csv"], ["plan.csv", "--by", "nobody"], ["plan.pdf"]])
def test_what_is_refused_ends_with_2(file, tmp_path, words):
    file({})
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4")
    assert run(tmp_path / words[0], *words[1:])[0] == 2


def test_who_may_not_ends_with_2(file):
    factories.user("stranger")
    status, out = run(file({("1.1.1", "Kind"): "recurring"}), "--apply", "--by", "stranger")
    assert status == 2
    assert "Only administrators import" in out


def test_json_is_one_object_on_standard_output(file):
    status, out = run(file({("1.1.1", "Kind"): "delivrable"}), "--json")
    told = json.loads(out)
    assert status == 1
    assert told["counts"]["errors"] == 1
    assert told["errors"][0]["row"] == 2
    assert told["applied"] is False


@pytest.mark.parametrize("format", ["xlsx", "flat-xlsx", "csv", "json"])
def test_an_export_is_written_whole_and_the_same_as_from_a_page(plan, tmp_path, format):
    path = tmp_path / "out"
    call_command("export_plan", "KR-2021", "--format", format, "-o", str(path), stderr=io.StringIO())
    assert path.read_bytes() == exported(plan, format)[1]
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_unknown_programme_ends_with_2():
    with pytest.raises(CommandError) as error:
        call_command("export_plan", "XX-1999", "--format", "csv")
    assert error.value.returncode == 2
