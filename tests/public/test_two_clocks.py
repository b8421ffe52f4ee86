"""What was published when: a plan, a commitment, a status or a document is on no page of a day before it was public."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.audit import Channel, change_set
from programmes.actions import commitments, undo
from programmes.models import SDG, Activity, Commitment, Document, Programme, Wording
from tests import factories

OLD, NEW = "/en/south-korea/2021-2024/", "/en/south-korea/2025-2028/"


def at(month, day, hour=12):
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def write(row, **values):
    with change_set(by=None, channel=Channel.ADMIN, event="row_changed") as record:
        record.update(type(row).objects.get(pk=row.pk), **values)
    return record.change_set


@pytest.fixture
def goal(db):
    return SDG.objects.create(number=7, name_da="Energi", name_en="Energy")


@pytest.fixture
def register(plan, goal):
    """The old plan, public from the beginning; a report on it in June; and a new plan, signed in March 2025, that is
    made in October and published on 20 November.
    """
    first = plan.commitments.get(number="1.1.1")
    first.sdgs.add(goal)
    factories.report(first, at=at(6, 10), status="fulfilled", summary="Done in June.")
    with time_machine.travel(at(10, 1)):
        new = factories.programme(
            starts_on="2025",
            ends_on="2028",
            signed_on="2025-03-01",
            is_published=False,
            title_en="The new plan",
        )
        added = factories.commitment(new, number="1", is_published=False)
        added.sdgs.add(goal)
        write(added, is_published=True)
    with time_machine.travel(at(11, 20)):
        published = write(new, is_published=True)
    with time_machine.travel(at(11, 30)):
        yield new, published


def test_a_plan_is_on_no_page_of_a_day_before_it_was_published(read, reader, register):
    for address in (NEW, f"{NEW}1/", f"{NEW}commitments.json"):
        assert reader.get(f"{address}?on=2026-11-20").status_code == 200
        before = reader.get(f"{address}?on=2026-11-19")
        assert before.status_code == 404
        assert "On 19 November 2026 this programme was not published here." in before.content.decode()
    assert "The new plan" in read("/en/south-korea/?on=2026-11-20")
    assert "The new plan" not in read("/en/south-korea/?on=2026-11-19")
    assert "Succeeded by" not in read(f"{OLD}?on=2026-11-19")


def test_counts_of_an_earlier_day_stay_what_they_were(read, reader, register):
    assert "2 commitments" in read("/en/sdg/7/?on=2026-11-20")
    assert "1 commitment" in read("/en/sdg/7/?on=2026-11-19")
    rows = reader.get("/en/sdg/7/commitments.json?on=2026-11-19").json()["commitments"]
    assert [row["reference"] for row in rows] == ["KR-2021-1.1.1"]
    assert "The new plan" not in read("/en/?on=2026-11-19")
    assert "The new plan" in read("/en/?on=2026-11-20")


def test_undoing_a_publication_hides_the_plan_of_every_day(reader, register):
    new, published = register
    undo.undo(published, by=factories.superuser())
    assert reader.get(f"{NEW}?on=2026-11-25").status_code == 404
    write(new, is_published=True)  # and again, on the same day: it had been public when yesterday ended
    assert reader.get(f"{NEW}?on=2026-11-25").status_code == 200


def test_days_on_which_it_was_off_the_site_are_not_shown_once_it_is_back(reader, register):
    new, _published = register
    with time_machine.travel(at(11, 24)):
        write(new, is_published=False)
    with time_machine.travel(at(11, 27)):
        write(new, is_published=True)
    answers = {day: reader.get(f"{NEW}?on=2026-11-{day}").status_code for day in range(22, 29)}
    assert answers == {22: 200, 23: 200, 24: 404, 25: 404, 26: 404, 27: 200, 28: 200}


def test_a_commitment_published_later_than_its_plan_is_there_from_then_on(read, reader, register):
    new, _published = register
    late = factories.commitment(new, number="2", is_published=False)
    with time_machine.travel(at(11, 25)):
        write(late, is_published=True)
    assert "Annual ministerial meetings 2" in read(f"{NEW}?on=2026-11-25")
    assert "Annual ministerial meetings 2" not in read(f"{NEW}?on=2026-11-24")
    response = reader.get(f"{NEW}2/?on=2026-11-24")
    assert "On 24 November 2026 this commitment was not published here." in response.content.decode()
    assert f'href="{NEW}2/?on=2026-11-24"' not in read(f"{NEW}1/?on=2026-11-24")


def test_a_status_that_was_withheld_then_is_withheld_of_that_day(read, register):
    first = Commitment.objects.get(programme__reference="KR-2021", number="1.1.1")
    by = factories.superuser()
    for moment, visibility in ((at(7, 1), "withheld"), (at(9, 1), "public")):
        with time_machine.travel(moment):
            commitments.set_visibility(
                Commitment.objects.get(pk=first.pk), visibility=visibility, by=by, reason="Decided."
            )
    for day, status in (
        ("06-30", "fulfilled"),
        ("07-01", "withheld"),
        ("08-31", "withheld"),
        ("09-01", "fulfilled"),
    ):
        page = read(f"{OLD}1.1.1/?on=2026-{day}")
        assert f'status-large"><span class="status status-{status}"' in page
        assert ("Done in June." in page) == (status == "fulfilled")
        assert f"status-{status}" in read(f"/en/sdg/7/?on=2026-{day}")


def test_the_page_says_in_a_sentence_that_what_was_hidden_since_is_not_shown(read, register):
    words = "What has been withdrawn, withheld or taken off this site since is not shown."
    assert words in read(f"{OLD}?on=2026-11-19")


def test_what_a_programme_publishes_of_reports_is_that_of_the_day(read, register):
    plan = Programme.objects.get(reference="KR-2021")
    second = plan.commitments.get(number="1.1.2")
    factories.report(second, at=at(6, 1), assessment="at_risk", summary="From Seoul.")
    factories.report(second, at=at(6, 2), side="partner", summary="From the partner.")
    with time_machine.travel(at(8, 1)):
        write(plan, publishes_assessment=True, publishes_partner_view=True)
    before, after = read(f"{OLD}1.1.2/?on=2026-07-31"), read(f"{OLD}1.1.2/?on=2026-08-01")
    assert "From Seoul." in before
    assert "From the partner." in after
    assert "At risk" in after
    assert "From the partner." not in before
    assert "At risk" not in before


def test_documents_and_activities_are_shown_from_the_day_they_were_made_public(read, register):
    plan = Programme.objects.get(reference="KR-2021")
    text = factories.document(is_public=False, title_en="A letter", published_on="2025-01-01")
    talks = Activity.objects.create(
        kind="meeting", state="held", title_en="Talks", takes_place_on="2026-02-01"
    )
    talks.commitments.add(plan.commitments.get(number="1.1.1"))
    with time_machine.travel(at(8, 1)):
        write(Document.objects.get(pk=text.pk), is_public=True)
        write(talks, is_public=True)
    for address, title in (("/en/south-korea/", "A letter"), (f"{OLD}1.1.1/", "Talks")):
        assert title in read(f"{address}?on=2026-08-01")
        assert title not in read(f"{address}?on=2026-07-31")


def test_a_country_that_was_not_published_yet_has_no_page_of_that_day(reader, db):
    china = factories.partnership("CN", is_published=False)
    with time_machine.travel(at(11, 20)):
        write(china, is_published=True)
    with time_machine.travel(at(11, 30)):
        assert reader.get("/en/china/?on=2026-11-20").status_code == 200
        response = reader.get("/en/china/?on=2026-11-19")
        assert response.status_code == 404
        assert "On 19 November 2026 this partnership was not published here." in response.content.decode()
        assert "China" not in reader.get("/en/?on=2026-11-19").content.decode()


@pytest.mark.parametrize("address", [OLD, "/en/south-korea/", "/en/", "/en/sdg/7/"])
def test_periods_cost_no_question_more_however_many_there_are(reader, register, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(f"{address}?on=2026-11-10").status_code == 200
        return len(captured)

    few, plan = cost(), Programme.objects.get(reference="KR-2021")
    for position in range(4, 12):
        row = factories.commitment(plan, number=f"1.1.{position}", position=position, is_published=False)
        row.sdgs.add(7)
        with time_machine.travel(at(10, position)):
            write(row, is_published=True)
    assert cost() == few


def test_facts_of_the_agreement_follow_when_they_held_whenever_they_were_entered(read, register):
    first = Commitment.objects.get(programme__reference="KR-2021", number="1.1.1")
    first.wordings.update(valid_until=dt.date(2026, 4, 30))
    Wording.objects.create(
        commitment=first,
        text="Monthly talks.",
        language="en",
        provenance="signed",
        valid_from=dt.date(2026, 5, 1),
    )
    assert "Monthly talks." in read(f"{OLD}1.1.1/?on=2026-05-01")


# --- Statistics ----------------------------------------------------------------------------------------------------


def figures(page):
    """Every number of the page's tables, and the addresses behind them."""
    cells = re.findall(r'<td class="number">(?:<a href="([^"]+)">)?([0-9]*)', page)
    return [int(number or 0) for _url, number in cells], [url for url, _number in cells if url]


def test_statistics_of_a_day_count_what_was_public_then(read, register):
    now, then = read("/en/statistics/"), read("/en/statistics/?on=2026-11-19")
    assert "These figures count the 4 commitments of the 2 programmes" in now
    assert "These figures count the 3 commitments of the one programme" in then
    assert "As of 19 November 2026." in then
    assert figures(then)[0] != figures(now)[0]


def test_every_number_of_a_day_leads_to_its_commitments_of_that_day(read, reader, register):
    page = read("/en/statistics/?on=2026-11-19")
    _numbers, addresses = figures(page)
    assert addresses
    for address in {html.unescape(address) for address in addresses}:
        assert "on=2026-11-19" in address
        listed = read(address)
        count = int(re.search(r"<h1>(\d+)", listed)[1])
        file = reader.get(address.replace("commitments/?", "commitments/commitments.json?")).json()
        assert count == len(file["commitments"]) > 0
        assert file["as_of"] == "2026-11-19"
    assert 'href="/en/south-korea/2021-2024/?on=2026-11-19#area-1"' in page


def test_a_report_is_as_old_as_it_was_on_the_day(read, register):
    assert "age=0-3" in read("/en/statistics/?on=2026-08-01")
    assert "age=3-6" in read("/en/statistics/?on=2026-10-20")


def test_before_the_registers_first_day_there_is_nothing_to_count(reader, register):
    for address in ("", "kinds.svg", "commitments/", "commitments/commitments.csv"):
        response = reader.get(f"/en/statistics/{address}?on=2026-06-09")
        assert response.status_code == 404
        assert "Statuses are recorded here from 10 June 2026." in response.content.decode()


def test_statistics_of_a_day_cost_the_same_however_much_there_is(reader, register):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert reader.get("/en/statistics/?on=2026-11-10").status_code == 200
        return len(captured)

    few, plan = cost(), Programme.objects.get(reference="KR-2021")
    for position in range(4, 12):
        row = factories.commitment(plan, number=f"1.1.{position}", position=position)
        factories.report(row, at=at(6, 20))
    assert cost() == few
