"""Which wording holds is asked by date: on its first day every door says the new one, and no timer has run."""

import csv
import datetime as dt
import io
import json
import re
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import current
from programmes.actions.plans import NewCommitment, add_commitments
from programmes.models import Commitment, Responsibility, Wording
from programmes.public.downloads.publication import publication as make_publication
from programmes.public.pages.programme import published_programmes
from programmes.search import entries
from programmes.workspace.pages.table import rows_of
from programmes.workspace.pages.tasks import task_rows, title_of
from tests import factories
from tests.searching import numbers_with
from tests.transfer.plans import exported

OLD, NEW = "Annual ministerial meetings", "Monthly ministerial talks."
EVE = dt.date(2026, 12, 2)
WRITTEN, LATER = "2026-11-20T12:00:00+00:00", "2026-12-05T12:00:00+00:00"


def reword(commitment, text=NEW, eve=EVE):
    """The wording until a day, and another from the next, with the caches of the day of writing."""
    with change_set(by=None, channel=Channel.ADMIN, event="row_changed") as record:
        for wording in Wording.objects.filter(commitment=commitment, valid_until=None):
            record.update(wording, valid_until=eve)
        record.create(
            Wording(
                commitment=commitment,
                text=text,
                language="en",
                provenance="signed",
                valid_from=eve + clock.ONE_DAY,
            )
        )
        current.refresh([commitment], at=clock.now())


@pytest.fixture
def first(plan):
    """A commitment without a title, reworded from 3 December; written in November."""
    row = plan.commitments.get(number="1.1.1")
    Commitment.objects.filter(pk=row.pk).update(plain_title_da="", plain_title_en="")
    with time_machine.travel(WRITTEN):
        reword(row)
    return row


def page(reader, _commitment):
    return reader.get("/en/south-korea/2021-2024/1.1.1/").content.decode().split("Earlier wording")[0]


def programme_page(reader, _commitment):
    return reader.get("/en/south-korea/2021-2024/").content.decode()


def api(reader, _commitment):
    return reader.get("/api/commitments/KR-2021-1.1.1").json()["wording"]["text"]


def api_list(reader, _commitment):
    return reader.get("/api/commitments").json()["items"][0]["wording"]["text"]


def csv_file(reader, _commitment):
    content = reader.get("/en/south-korea/2021-2024/commitments.csv").content.decode("utf-8-sig")
    return next(iter(csv.DictReader(io.StringIO(content))))["Wording"]


def search(reader, _commitment):
    return re.sub("</?mark>", "", reader.get("/en/search/?q=ministerial").content.decode())


def plan_file(_reader, commitment):
    sheet = json.loads(exported(commitment.programme, "json")[1])["commitments"]
    return next(row for row in sheet if row["number"] == "1.1.1")["wording"]


def publication(_reader, commitment):
    (programme,) = published_programmes("south-korea")
    book = make_publication(programme, at=clock.now(), site="")
    return str(book.areas[0][1][0][1])


def table_to_report_in(_reader, commitment):
    rows = rows_of(factories.superuser(), Commitment.objects.filter(pk=commitment.pk))
    return rows[0].title


def list_of_tasks(_reader, commitment):
    (row,) = task_rows(Commitment.objects.filter(pk=commitment.pk), factories.superuser(), at=clock.now())
    return title_of(row)


def report_form(_reader, commitment):
    client = Client()
    client.force_login(factories.superuser())
    return client.get("/en/work/KR-2021/1.1.1/report/").content.decode().partition("<blockquote")[2]


DOORS = [page, programme_page, api, api_list, csv_file, search, plan_file, publication, table_to_report_in,
         list_of_tasks, report_form]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("moment", "holds", "gone"),
    [("2026-12-02T22:59:00+00:00", OLD, NEW), ("2026-12-02T23:01:00+00:00", NEW, OLD), (LATER, NEW, OLD)],
)
def test_every_door_says_the_wording_of_the_day(reader, first, door, moment, holds, gone):
    with time_machine.travel(moment):
        said = door(reader, first).split("1.1.2")[0]
    assert holds in said
    assert gone not in said


def test_an_exported_wording_that_holds_no_more_stands_among_the_others(first):
    with time_machine.travel(LATER):
        others = json.loads(exported(first.programme, "json")[1])["wordings"]
    assert [(row["commitment"], row["valid_until"]) for row in others] == [("1.1.1", "2026-12-02")]


def test_a_translation_stands_when_the_original_ends_and_gives_way_when_one_begins(reader, plan):
    row = plan.commitments.get(number="1.1.2")
    with time_machine.travel(WRITTEN):
        row.wordings.update(valid_until=EVE)
        Wording.objects.create(
            commitment=row, text="Møder.", language="da", provenance="courtesy_translation"
        )
        current.refresh([row], at=clock.now())
    said = {}
    for day in ("2026-12-02", "2026-12-03"):
        with time_machine.travel(f"{day}T12:00:00+00:00"):
            said[day] = reader.get("/api/commitments/KR-2021-1.1.2").json()["wording"]["language"]
    assert said == {"2026-12-02": "en", "2026-12-03": "da"}


def test_a_new_commitment_has_no_wording_before_its_first_day(reader, plan):
    new = NewCommitment(
        id=9_999, reference="KR-2021-1.9",
        columns={"programme_id": plan.pk, "number": "1.9", "position": 99, "kind": "continuing",
                 "status_visibility": "public", "is_published": True, "plain_title_da": "", "plain_title_en": ""},
        wording={"text": NEW, "language": "en", "provenance": "signed", "valid_from": "2026-12-03",
                 "passage_id": None},
    )  # fmt: skip
    with time_machine.travel(WRITTEN):
        with change_set(by=None, channel=Channel.IMPORT, event="import_applied") as record:
            add_commitments([new], record=record, slugs={})
        assert current.rebuild(at=clock.now()) == 0
        assert reader.get("/api/commitments/KR-2021-1.9").json()["wording"] is None
    with time_machine.travel(LATER):
        assert reader.get("/api/commitments/KR-2021-1.9").json()["wording"]["text"] == NEW


def test_the_search_shows_no_words_that_do_not_hold_yet(reader, first):
    with time_machine.travel(WRITTEN):
        assert "Monthly" not in reader.get("/en/search/?q=talks").content.decode()


def test_a_list_finds_by_whoever_is_ever_responsible_whatever_the_day(plan):
    row, agency = plan.commitments.get(number="1.1.3"), factories.organisation("Danish Energy Agency")
    with time_machine.travel(WRITTEN):
        Responsibility.objects.create(
            commitment=row, organisation=agency, side="danish", from_on=EVE + clock.ONE_DAY
        )
        entries.rebuild()
    with time_machine.travel(LATER):
        assert numbers_with("danish energy agency") == [row.number]


@pytest.mark.parametrize(
    "address", ["/en/south-korea/2021-2024/", "/api/commitments", "/en/south-korea/2021-2024/commitments.csv"]
)
def test_wordings_that_are_due_cost_no_question_each(reader, first, address):
    def cost():
        with time_machine.travel(LATER), CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    one = cost()
    for number in ("1.1.2", "1.1.3"):
        with time_machine.travel(WRITTEN):
            reword(first.programme.commitments.get(number=number))
    assert cost() == one


def test_made_anew_the_caches_are_those_of_the_day_and_stay_so(first):
    with time_machine.travel(LATER):
        assert Commitment.objects.with_wording_on(clock.today()).get(pk=first.pk).wording_text == NEW
        assert current.rebuild(at=clock.now()) == 1
        assert current.rebuild(at=clock.now()) == 0
        first.refresh_from_db()
        assert (first.current_wording.text, first.wording_until_on) == (NEW, None)


def test_the_migration_tells_the_cached_wording_its_last_day(first):
    Commitment.objects.update(current_wording=None, wording_until_on=None)
    migration = import_module("programmes.migrations.0022_publishing_periods")
    for moment, text, until in ((WRITTEN, "Annual", EVE), (LATER, "Monthly", None)):
        with time_machine.travel(moment):
            migration.wordings_by_day(apps, None)
        first.refresh_from_db()
        assert first.current_wording.text.startswith(text)
        assert first.wording_until_on == until
