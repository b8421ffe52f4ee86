"""A kept page is never stale and never tells too much: whatever is written, by whomever, and whoever dies of it."""

import datetime as dt
import io
import os
import random
import signal
import subprocess
import sys
from threading import Event, Thread

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections, transaction
from django.test import override_settings

from embassy import clock
from embassy.audit import Channel, change_set
from embassy.page_cache import application, stamp
from programmes.actions import current
from programmes.actions.commitments import edit_commitment
from programmes.actions.status import ReportContent, clear, report_status, withdraw
from programmes.models import Commitment, StatusReport
from tests import factories
from tests.databases import database_url
from tests.public.wsgi_client import ask, django_alone, page_cache, queries, server_process

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAMME = "/en/south-korea/2021-2024/"
FIRST = f"{PROGRAMME}1.1.1/"
PAGES = ["/en/", "/da/south-korea/", PROGRAMME, FIRST, f"{PROGRAMME}?status=fulfilled", f"/da{FIRST[3:]}"]
MORNING = dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def this_host():
    with override_settings(ALLOWED_HOSTS=["localhost", "testserver"]):
        yield


@pytest.fixture
def plan(db):
    factories.partnership("KR")
    return factories.plan(3, owner_team=factories.team(needs_clearance=True))


@pytest.fixture
def kept(plan):
    return page_cache()


def entitle(commitment, title, *, by=None):
    """A staff member's write."""
    commitment.refresh_from_db()
    edit_commitment(
        commitment,
        values={"plain_title_da": title, "plain_title_en": title},
        expected_version=commitment.version,
        by=by,
    )


def taken_back(write, *values):
    """A write that is whole, and then comes to nothing with what it was a part of."""
    with transaction.atomic():
        write(*values)
        transaction.set_rollback(True)


class Staff:
    """People who write at random; every move is one of theirs, or time passing."""

    def __init__(self, plan, chance, frozen):
        self.plan, self.chance, self.frozen = plan, chance, frozen
        self.by, self.count = factories.superuser(), 0
        self.moves = [
            self.retitle, self.report, self.clear, self.clear_for_later, self.withdraw, self.hide_or_show, self.fail,
            self.wait, self.wait, self.wait,
        ]  # fmt: skip

    def move(self):
        self.chance.choice(self.moves)()

    def word(self):
        self.count += 1
        return f"word{self.count}"

    def one(self):
        return self.chance.choice(list(Commitment.objects.all()))

    def retitle(self):
        entitle(self.one(), self.word(), by=self.by)

    def report(self):
        status = self.chance.choice(["fulfilled", "under_way", "not_pursued"])
        return report_status(self.one(), ReportContent(status=status, summary=self.word()), by=self.by).row

    def clear(self):
        clear(self.report(), by=self.by)

    def clear_for_later(self):
        later = clock.now() + dt.timedelta(minutes=self.chance.randint(1, 300))
        clear(self.report(), by=self.by, embargo_until=later)

    def withdraw(self):
        cleared = list(StatusReport.objects.cleared())
        if cleared:
            withdraw(self.chance.choice(cleared), by=self.by, reason="Mistaken")

    def hide_or_show(self):
        with change_set(by=self.by, channel=Channel.ADMIN, event="row_changed") as record:
            row = self.chance.choice([self.plan, self.one()])
            row.refresh_from_db()
            record.update(row, is_published=not row.is_published)

    def fail(self):
        taken_back(self.retitle)

    def wait(self):
        self.frozen.shift(dt.timedelta(minutes=self.chance.choice([1, 20, 200, 900])))


@pytest.mark.trials
def test_whatever_staff_do_every_page_is_what_django_would_say(plan, kept, monkeypatch, rounds, tried):
    monkeypatch.setattr(application, "LONGEST", dt.timedelta(days=100))  # it would hide what is missed
    alone, chance = django_alone(), random.Random(6)  # noqa: S311
    reads, ready = rounds(300, trial=20_000), 0
    with time_machine.travel(MORNING, tick=False) as frozen:
        staff = Staff(plan, chance, frozen)
        for _ in range(reads):
            if chance.random() < 0.3:
                staff.move()
            address, encoding = chance.choice(PAGES), chance.choice(["br", "gzip", ""])
            ready += queries(kept, address, accept_encoding=encoding) == 0
            told = ask(kept, address, accept_encoding=encoding)
            assert told == ask(alone, address, accept_encoding=encoding)
    assert ready > reads / 10
    assert StatusReport.objects.filter(state="withdrawn").exists()
    tried("pages read between random writes, each as fresh as Django's own", reads)
    tried("of them from memory", ready)


@pytest.mark.trials
def test_two_thousand_reads_in_turn_with_two_thousand_writes_are_never_late(plan, kept, rounds, tried):
    one, turns = plan.commitments.first(), rounds(60, trial=2000)
    etags = set()
    for turn in range(turns):
        entitle(one, f"Title of turn {turn}.")
        told = ask(kept, FIRST)
        assert f"Title of turn {turn}." in told.text
        assert ask(kept, FIRST, if_none_match=told.headers["etag"]).status == 304
        etags.add(told.headers["etag"])
    assert len(etags) == turns
    tried("reads in turn with writes", turns)


def test_what_is_written_past_the_record_is_not_seen_so_pages_do_come_from_memory(plan, kept):
    """Or else the tests around this one would show nothing."""
    with time_machine.travel(MORNING, tick=False) as frozen:
        ask(kept, FIRST)
        Commitment.objects.update(plain_title_en="Corrected by hand")
        assert "Corrected by hand" not in ask(kept, FIRST).text
        frozen.shift(application.LONGEST)
        assert "Corrected by hand" in ask(kept, FIRST).text


def test_an_embargo_ends_for_kept_pages_too_to_the_second(plan, kept, monkeypatch):
    monkeypatch.setattr(application, "LONGEST", dt.timedelta(days=100))
    with time_machine.travel(MORNING, tick=False) as frozen:
        by = factories.superuser()
        for hours in (1, 2):  # the second is not in the commitment's cache of what comes next
            summary, ends = f"Told after {hours} hours.", MORNING + dt.timedelta(hours=hours)
            report = report_status(
                plan.commitments.first(), ReportContent(status="fulfilled", summary=summary), by=by
            ).row
            clear(report, by=by, embargo_until=ends)
        for hours in (1, 2):
            frozen.move_to(MORNING + dt.timedelta(hours=hours, seconds=-1))
            assert f"Told after {hours} hours." not in ask(kept, FIRST).text
            assert queries(kept, FIRST) == 0
            frozen.move_to(MORNING + dt.timedelta(hours=hours))
            assert f"Told after {hours} hours." in ask(kept, FIRST).text


def test_a_day_that_turns_in_copenhagen_ends_every_page(plan, kept, monkeypatch):
    monkeypatch.setattr(application, "LONGEST", dt.timedelta(days=100))
    plan.ends_on = "2026-03-12"
    plan.save()
    with time_machine.travel("2026-03-12 22:59:59+00:00", tick=False) as frozen:
        before = ask(kept, PROGRAMME)
        assert queries(kept, PROGRAMME) == 0
        frozen.move_to("2026-03-12 23:00:00+00:00")
        assert ask(kept, PROGRAMME) != before


def test_a_clock_that_is_set_back_is_believed(plan, kept):
    with time_machine.travel(MORNING, tick=False) as frozen:
        ask(kept, PROGRAMME)
        frozen.move_to(MORNING - dt.timedelta(days=1))
        assert queries(kept, PROGRAMME) > 0


def test_a_page_read_while_a_write_waits_for_its_commit_is_not_kept(plan, kept):
    one, moved, may_commit = plan.commitments.first(), Event(), Event()

    def write():
        with transaction.atomic():
            entitle(one, "As it will be")
            moved.set()
            may_commit.wait(20)
        connections.close_all()

    before = ask(kept, FIRST)
    writer = Thread(target=write)
    writer.start()
    assert moved.wait(20)
    assert ask(kept, FIRST) == before  # nothing is committed
    assert queries(kept, FIRST) > 0  # and nothing is kept of what is about to change
    may_commit.set()
    writer.join()
    assert "As it will be" in ask(kept, FIRST).text
    assert queries(kept, FIRST) == 0


def test_after_a_write_that_was_taken_back_pages_are_kept_again(plan, kept):
    before = ask(kept, FIRST)
    taken_back(entitle, plan.commitments.first(), "Never so")
    assert ask(kept, FIRST) == before
    assert queries(kept, FIRST) == 0


def test_a_savepoint_taken_back_leaves_nothing_behind(plan, kept):
    with transaction.atomic():
        taken_back(entitle, plan.commitments.first(), "Never so")
        entitle(plan.commitments.first(), "In its place")
    assert "In its place" in ask(kept, FIRST).text
    assert queries(kept, FIRST) == 0


def test_a_run_that_finds_nothing_to_do_makes_no_page_anew(plan, kept):
    ask(kept, FIRST)
    one = plan.commitments.first()
    entitle(one, "The same again")
    ask(kept, FIRST)
    entitle(one, "The same again")
    assert queries(kept, FIRST) == 0


def test_the_stamp_is_moved_only_inside_a_transaction(plan):
    with pytest.raises(transaction.TransactionManagementError):
        stamp.move_on()


def test_nothing_is_written_when_the_stamp_cannot_be_moved(plan, kept, settings, tmp_path):
    settings.PAGE_STAMP = str(tmp_path)  # a folder cannot be written to
    with pytest.raises(OSError, match="directory"):
        entitle(plan.commitments.first(), "Unseen")
    assert not Commitment.objects.filter(plain_title_en="Unseen").exists()


def test_loading_the_content_and_rebuilding_the_caches_show_at_once(plan, kept):
    assert "ministerial" not in ask(kept, "/en/search/?q=hydrogen").text
    ask(kept, FIRST)
    Commitment.objects.update(public_status="fulfilled")  # past the record
    current.rebuild(at=clock.now())
    assert queries(kept, FIRST) > 0
    before = ask(kept, "/en/")
    call_command("load_content", stdout=io.StringIO())
    assert ask(kept, "/en/") != before


def test_a_correction_in_the_admin_shows_at_once(plan, kept, client):
    client.force_login(factories.superuser(), backend="embassy.auth.StaffBackend")
    ask(kept, "/en/south-korea/")
    country = plan.partnership.country
    address = f"/admin/embassy/country/{country.pk}/change/"
    form = client.get(address).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    inlines = client.get(address).context["inline_admin_formsets"]
    for formset in (inline.formset for inline in inlines):
        for name, field in formset.management_form.fields.items():
            values[f"{formset.prefix}-{name}"] = formset.management_form.get_initial_for_field(field, name)
    answer = client.post(address, {**values, "name_en": "Korea of the South"})
    assert answer.status_code == 302, answer.context["errors"]
    assert "Korea of the South" in ask(kept, "/en/south-korea/").text


WRITER = """
import os, signal, sys
import django
django.setup()
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from embassy.audit import Channel, change_set
from programmes.change_events import ChangeEvent
from programmes.models import Commitment

dies, title = sys.argv[1:]
commit = BaseDatabaseWrapper.commit

def commit_and_die(self):
    if dies == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    print("about to commit", flush=True)
    sys.stdin.readline()
    commit(self)
    os.kill(os.getpid(), signal.SIGKILL)

BaseDatabaseWrapper.commit = commit_and_die
with change_set(by=None, channel=Channel.COMMAND, event=ChangeEvent.CONTENT_LOADED) as record:
    record.update(Commitment.objects.get(number="1.1.1"), plain_title_en=title)
"""


def writer_who_dies(when, title):
    """Another process that writes the first commitment's title and is killed `before` or `after` its commit."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WRITER, when, title], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def test_a_writer_killed_right_after_its_commit_leaves_no_page_stale(plan, kept):
    before = ask(kept, FIRST)
    writer = writer_who_dies("after", "Written with the last breath")
    assert writer.stdout.readline() == "about to commit\n"
    for _ in range(3):
        assert ask(kept, FIRST) == before  # read under the new stamp, before the commit: the dangerous moment
    writer.stdin.write("\n")
    writer.stdin.close()
    assert writer.wait(20) == -signal.SIGKILL
    assert "Written with the last breath" in ask(kept, FIRST).text
    assert queries(kept, FIRST) == 0


def test_a_writer_killed_before_its_commit_leaves_everything_as_it_was(plan, kept):
    before = ask(kept, FIRST)
    assert writer_who_dies("before", "Never written").wait(20) == -signal.SIGKILL
    assert ask(kept, FIRST) == before
    ask(kept, FIRST)
    assert queries(kept, FIRST) == 0


@pytest.mark.trials
def test_every_server_process_shows_a_write_on_its_very_next_request(plan, rounds, tried):
    with server_process() as one, server_process() as other:
        for turn in range(rounds(8, trial=500)):
            entitle(plan.commitments.first(), f"Title of turn {turn}.")
            for server in (one, other, one):
                assert f"Title of turn {turn}." in server(FIRST)
        title = "Past the record"
        Commitment.objects.update(plain_title_en=title)
        assert title not in one(FIRST) + other(FIRST)  # both answer from memory
    tried("writes read at once in two other processes", rounds(8, trial=500))
