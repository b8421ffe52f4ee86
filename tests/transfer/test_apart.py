"""A large import is done in a process of its own: the same comes of it, and what goes wrong there is told here."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from embassy import clock
from embassy.audit import Channel
from embassy.models import ChangeSet
from programmes.actions.commitments import edit_commitment
from programmes.models import Commitment, Import
from programmes.transfer import imports, subprocess_import
from programmes.transfer.job import Forbidden
from programmes.transfer.writing import CHUNK
from tests import factories
from tests.databases import database_url, wait_for_the_server
from tests.transfer.import_pages import address, send
from tests.transfer.plans import applied, as_csv, changes_to, content_hash, edited, exported, state, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def started(monkeypatch):
    """Counts the processes that are started for this test, whatever the size."""
    begun, popen = [], subprocess_import.subprocess.Popen

    def start(*args, **options):
        if subprocess_import.COMMAND in args[0]:
            begun.append(args)
        return popen(*args, **options)

    monkeypatch.setattr(subprocess_import.subprocess, "Popen", start)
    monkeypatch.setattr(subprocess_import, "LARGE", 1)
    monkeypatch.setattr(subprocess_import, "LONG", 1)
    monkeypatch.setenv("DATABASE_URL", database_url())
    return begun


@pytest.fixture(autouse=True)
def apart_from_the_test(settings):
    settings.IMPORTS_APART = True


def previewed(data, by, name="plan.csv", **asked):
    return subprocess_import.upload([(name, data)], by=by, at=clock.now(), **asked)


def longer(plan, count):
    """A file with so many new commitments."""
    headers, row, *_rest = table(exported(plan)[1])
    rows = [headers]
    for number in range(1, count + 1):
        rows.append([*row])
        rows[-1][headers.index("Reference")] = rows[-1][headers.index("Order")] = ""
        rows[-1][headers.index("Number")] = f"2.{number // 500 + 1}.{number % 500 + 1}"
    return as_csv(rows)


def test_the_same_comes_of_it_as_in_the_servers_own_process(plan, administrator, started):
    data = changes_to(plan)
    here = imports.upload([("plan.csv", data)], by=administrator, at=clock.now())
    there = previewed(data, administrator)
    assert len(started) == 1
    assert (there.digest, there.shown, there.made_from) == (here.digest, here.shown, here.made_from)
    imports.apply(here, by=administrator, at=clock.now())
    written = content_hash(plan)
    imports.undo(here, by=administrator, at=clock.now())
    again = imports.preview_again(there, by=administrator, at=clock.now(), upload=subprocess_import.upload)
    steps = list(subprocess_import.apply_in_steps(again, by=administrator, at=clock.now()))
    assert steps[-1] == 5
    assert len(started) == 3
    again.refresh_from_db()
    assert again.state == Import.State.APPLIED
    assert (again.change_set.by, again.change_set.channel) == (administrator, Channel.IMPORT)
    assert content_hash(plan) == written


def test_small_files_do_not_start_a_process(plan, administrator, monkeypatch):
    monkeypatch.setattr(subprocess_import, "COMMAND", "there_is_no_such_command")
    held = previewed(changes_to(plan), administrator)
    assert list(subprocess_import.apply_in_steps(held, by=administrator, at=clock.now()))[-1] == 5


def test_the_page_shows_how_far_it_is_while_another_process_works(client, plan, administrator, started):
    client.force_login(administrator)
    assert send(client, ("plan.csv", longer(plan, 1100)), programme="KR-2021").status_code == 302
    held = Import.objects.get()
    pieces = [piece.decode() for piece in client.post(address("import-apply", held.pk)).streaming_content]
    assert len(started) == 2
    assert any("1100 of 1100 rows" in piece for piece in pieces)
    assert "All of it is written." in pieces[-1]
    assert plan.commitments.count() == 1104


@pytest.mark.parametrize(("language", "word"), [("en", "headers"), ("da", "overskrifter")])
def test_what_is_refused_there_is_told_here_in_the_persons_language(
    client, plan, administrator, started, language, word
):
    client.force_login(administrator)
    nonsense = SimpleUploadedFile("plan.csv", b"100 % nonsense\nof all kinds")
    page = client.post(address("import-new", language=language), {"files": nonsense})
    assert page.status_code == 422
    assert word in page.content.decode()
    assert len(started) == 1
    assert not Import.objects.exists()


def test_nobody_gets_further_there_than_here(plan, started):
    with pytest.raises(Forbidden, match="Only administrators import"):
        previewed(exported(plan)[1], factories.member(plan.missions.get().teams.first()))
    assert len(started) == 1


def test_what_has_changed_since_is_stale_there_too(plan, administrator, started):
    held = previewed(changes_to(plan), administrator)
    other = imports.upload(
        [("plan.csv", edited(plan, {("1.1.1", "Plain title (English)"): "Sun"}))], by=administrator,
        at=clock.now(),
    )  # fmt: skip
    imports.apply(other, by=administrator, at=clock.now())
    with pytest.raises(imports.Stale):
        list(subprocess_import.apply_in_steps(held, by=administrator, at=clock.now()))
    with pytest.raises(imports.AlreadyDecided):
        list(subprocess_import.apply_in_steps(other, by=administrator, at=clock.now()))


def test_undone_there_it_is_as_before_unless_somebody_touched_it(client, plan, administrator, started):
    client.force_login(administrator)
    before = content_hash(plan)
    held = applied("plan.csv", changes_to(plan), by=administrator)
    assert client.post(address("import-undo", held.pk)).status_code == 302
    assert content_hash(plan) == before
    assert client.post(address("import-undo", held.pk)).status_code == 409
    touched = applied("plan.csv", changes_to(plan), by=administrator)
    first = plan.commitments.get(number="1.1.1")
    edit_commitment(first, values={"plain_title_en": "Sun"}, expected_version=first.version, by=administrator)
    page = client.post(address("import-undo", touched.pk))
    assert page.status_code == 409
    assert "something else has changed the same rows" in page.content.decode()
    assert len(started) == 3


def test_left_half_way_the_process_ends_and_nothing_is_written(plan, administrator, started):
    held = previewed(longer(plan, 2 * CHUNK + 500), administrator, reference="KR-2021")
    before = state()
    steps = subprocess_import.apply_in_steps(held, by=administrator, at=clock.now())
    assert next(steps) == CHUNK
    steps.close()  # as the server does when the browser is gone
    wait_for_the_server()
    held.refresh_from_db()
    assert held.state == Import.State.PREVIEWED
    assert state() == before
    assert not ChangeSet.objects.exists()
    list(subprocess_import.apply_in_steps(held, by=administrator, at=clock.now()))
    assert Commitment.objects.count() == 2 * CHUNK + 504


def test_a_process_that_dies_leaves_a_sentence_and_nothing_else(
    client, plan, administrator, started, monkeypatch
):
    held = previewed(changes_to(plan), administrator)
    client.force_login(administrator)
    monkeypatch.setattr(subprocess_import, "COMMAND", "there_is_no_such_command")
    page = send(client, ("plan.csv", changes_to(plan)))
    assert page.status_code == 422
    assert "The server could not finish this. Nothing was written" in page.content.decode()
    *_pieces, last = client.post(address("import-apply", held.pk)).streaming_content
    assert b"The server could not finish this." in last
    assert client.post(address("import-again", held.pk)).status_code == 409
    assert client.post(address("import-undo", held.pk)).status_code == 409
    held.refresh_from_db()
    assert held.state == Import.State.PREVIEWED
    assert not ChangeSet.objects.exists()
