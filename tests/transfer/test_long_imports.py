"""A large import is long work, done in another process: the same comes of it, and what goes wrong is told here."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from embassy import clock
from embassy.audit import Channel
from embassy.long_work import workers
from embassy.models import ChangeSet
from programmes.actions.commitments import edit_commitment
from programmes.models import Commitment, Import
from programmes.transfer import import_transactions, imports
from programmes.transfer.job import Forbidden
from programmes.transfer.writing import CHUNK
from tests import factories
from tests.databases import database_url, wait_for_the_server
from tests.long_work.waiting import workers_are_done
from tests.transfer.import_pages import address, send
from tests.transfer.plans import applied, as_csv, changes_to, content_hash, edited, exported, state, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(settings, monkeypatch):
    """Has every import done by another process, whatever its size. Says how many were."""
    settings.LONG_WORK = "process"
    monkeypatch.setattr(imports, "LARGE", 1)
    monkeypatch.setattr(imports, "LONG", 1)
    monkeypatch.setenv("DATABASE_URL", database_url())
    return lambda: DBTaskResult.objects.exclude(started_at=None).count()


def previewed(data, by, name="plan.csv", **asked):
    return imports.upload([(name, data)], by=by, at=clock.now(), **asked)


def previewed_here(data, by):
    return import_transactions.upload(
        [("plan.csv", data)], by=by, at=clock.now(), reference="", withdraw_missing=False
    )


def apply_here(held, by):
    list(import_transactions.apply_in_steps(held, by=by, at=clock.now()))


def longer(plan, count):
    """A file with so many new commitments."""
    headers, row, *_rest = table(exported(plan)[1])
    rows = [headers]
    for number in range(1, count + 1):
        rows.append([*row])
        rows[-1][headers.index("Reference")] = rows[-1][headers.index("Order")] = ""
        rows[-1][headers.index("Number")] = f"2.{number // 500 + 1}.{number % 500 + 1}"
    return as_csv(rows)


def test_the_same_comes_of_it_as_in_the_servers_own_process(plan, administrator, elsewhere):
    data = changes_to(plan)
    here = previewed_here(data, administrator)
    there = previewed(data, administrator)
    assert elsewhere() == 1
    assert (there.digest, there.shown, there.made_from) == (here.digest, here.shown, here.made_from)
    apply_here(here, administrator)
    written = content_hash(plan)
    import_transactions.undo(here, by=administrator, at=clock.now())
    again = imports.preview_again(there, by=administrator, at=clock.now())
    steps = list(imports.apply_in_steps(again, by=administrator, at=clock.now()))
    assert steps[-1] == 5
    assert elsewhere() == 3
    again.refresh_from_db()
    assert again.state == Import.State.APPLIED
    assert (again.change_set.by, again.change_set.channel) == (administrator, Channel.IMPORT)
    assert content_hash(plan) == written


def test_small_files_do_not_start_a_process(plan, administrator, settings, monkeypatch):
    settings.LONG_WORK = "process"
    monkeypatch.setattr(workers, "COMMAND", "there_is_no_such_command")
    held = previewed(changes_to(plan), administrator)
    assert list(imports.apply_in_steps(held, by=administrator, at=clock.now()))[-1] == 5


def test_the_page_shows_how_far_it_is_while_another_process_works(client, plan, administrator, elsewhere):
    client.force_login(administrator)
    assert send(client, ("plan.csv", longer(plan, 1100)), programme="KR-2021").status_code == 302
    held = Import.objects.get()
    pieces = [piece.decode() for piece in client.post(address("import-apply", held.pk)).streaming_content]
    assert elsewhere() == 2
    assert any("1100 of 1100 rows" in piece for piece in pieces)
    assert "Everything is saved." in pieces[-1]
    assert plan.commitments.count() == 1104


@pytest.mark.parametrize(("language", "word"), [("en", "headers"), ("da", "overskrifter")])
def test_what_is_refused_there_is_told_here_in_the_persons_language(
    client, plan, administrator, elsewhere, language, word
):
    client.force_login(administrator)
    nonsense = SimpleUploadedFile("plan.csv", b"100 % nonsense\nof all kinds")
    page = client.post(address("import-new", language=language), {"files": nonsense})
    assert page.status_code == 422
    assert word in page.content.decode()
    assert elsewhere() == 1
    assert not Import.objects.exists()


def test_nobody_gets_further_there_than_here(plan, elsewhere):
    with pytest.raises(Forbidden, match="Only administrators import"):
        previewed(exported(plan)[1], factories.member(plan.missions.get().teams.first()))
    assert elsewhere() == 1


def test_what_has_changed_since_is_stale_there_too(plan, administrator, elsewhere):
    held = previewed(changes_to(plan), administrator)
    other = previewed_here(edited(plan, {("1.1.1", "Plain title (English)"): "Sun"}), administrator)
    apply_here(other, administrator)
    with pytest.raises(imports.Stale):
        list(imports.apply_in_steps(held, by=administrator, at=clock.now()))
    with pytest.raises(imports.AlreadyDecided):
        list(imports.apply_in_steps(other, by=administrator, at=clock.now()))


def test_undone_there_it_is_as_before_unless_somebody_touched_it(client, plan, administrator, elsewhere):
    client.force_login(administrator)
    before = content_hash(plan)
    held = applied("plan.csv", changes_to(plan), by=administrator)
    assert client.post(address("import-undo", held.pk)).status_code == 302
    assert content_hash(plan) == before
    assert client.post(address("import-undo", held.pk)).status_code == 409
    touched = applied("plan.csv", changes_to(plan), by=administrator)
    first = plan.commitments.get(number="1.1.1")
    button = address("import-undo", touched.pk)
    assert button in client.get(touched.get_absolute_url()).content.decode()
    edit_commitment(first, values={"plain_title_en": "Sun"}, expected_version=first.version, by=administrator)
    page = client.get(touched.get_absolute_url()).content.decode()
    assert "It cannot be undone: something else has changed the same rows since." in page
    assert button not in page
    assert button not in client.get(address("import-list")).content.decode()
    page = client.post(address("import-undo", touched.pk))
    assert page.status_code == 409
    assert "something else has changed the same rows" in page.content.decode()
    assert elsewhere() == 7


def test_left_half_way_the_process_ends_and_nothing_is_written(plan, administrator, elsewhere):
    held = previewed(longer(plan, 2 * CHUNK + 500), administrator, reference="KR-2021")
    before = state()
    steps = imports.apply_in_steps(held, by=administrator, at=clock.now())
    assert next(steps) == CHUNK
    steps.close()  # as the server does when the browser is gone
    wait_for_the_server()
    held.refresh_from_db()
    assert held.state == Import.State.PREVIEWED
    assert state() == before
    assert not ChangeSet.objects.exists()
    list(imports.apply_in_steps(held, by=administrator, at=clock.now()))
    assert Commitment.objects.count() == 2 * CHUNK + 504


def test_a_process_that_dies_leaves_a_sentence_and_nothing_else(
    client, plan, administrator, elsewhere, monkeypatch
):
    held = previewed(changes_to(plan), administrator)
    client.force_login(administrator)
    workers_are_done()
    monkeypatch.setattr(workers, "COMMAND", "there_is_no_such_command")
    page = send(client, ("plan.csv", changes_to(plan)))
    assert page.status_code == 422
    assert "The server could not finish this. Nothing was saved" in page.content.decode()
    *_pieces, last = client.post(address("import-apply", held.pk)).streaming_content
    assert b"The server could not finish this." in last
    assert client.post(address("import-again", held.pk)).status_code == 409
    assert client.post(address("import-undo", held.pk)).status_code == 409
    held.refresh_from_db()
    assert held.state == Import.State.PREVIEWED
    assert not ChangeSet.objects.exists()
