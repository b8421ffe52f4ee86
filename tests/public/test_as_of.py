"""A page read for an earlier day shows what was public when that day ended, less what was withdrawn since."""

import datetime as dt
import io
import re

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.actions import current
from programmes.models import Commitment, Programme, Responsibility, Sector, Wording
from programmes.public.pages.country import happening
from tests import factories

PROGRAMME = "/en/south-korea/2021-2024/"
FIRST = f"{PROGRAMME}1.1.1/"
COUNTRY = "/en/south-korea/"
NOW = "2026-11-22 12:00:00+00:00"


def noon(year, month, day):
    return dt.datetime(year, month, day, 12, tzinfo=dt.UTC)


@pytest.fixture
def register(plan):
    """Reported under way in March, fulfilled in June, as the reader meets it in November."""
    with time_machine.travel(NOW):
        first = plan.commitments.get(number="1.1.1")
        factories.report(first, at=noon(2026, 3, 10), status="under_way", summary="Begun in March.")
        factories.report(first, at=noon(2026, 6, 10), status="fulfilled", summary="Done in June.")
        yield plan


# --- What is shown of a day ----------------------------------------------------------------------------------------


def test_each_day_shows_the_reports_that_were_public_when_it_ended(read, register):
    assert "Done in June." in read(FIRST)
    spring = read(f"{FIRST}?on=2026-06-09")
    assert "Begun in March." in spring
    assert "Done in June." not in spring
    assert "status-under_way" in read(f"{PROGRAMME}?on=2026-06-09")
    assert "status-fulfilled" in read(f"{PROGRAMME}?on=2026-06-10")
    assert "1 of 3 commitments has a published status" in read(f"{COUNTRY}?on=2026-03-10")


def test_a_day_ends_at_midnight_in_copenhagen(read, register):
    second = register.commitments.get(number="1.1.2")
    late = dt.datetime(2026, 7, 1, 21, 59, tzinfo=dt.UTC)  # a minute before midnight there
    factories.report(second, at=late, status="not_pursued")
    third = register.commitments.get(number="1.1.3")
    factories.report(third, at=late + dt.timedelta(minutes=2), status="not_started")
    page = read(f"{PROGRAMME}?on=2026-07-01")
    assert "status-not_pursued" in page
    assert "status-not_started" not in page
    assert "status-not_started" in read(f"{PROGRAMME}?on=2026-07-02")


def test_an_embargoed_report_is_first_seen_on_the_day_its_embargo_ends(read, register):
    second = register.commitments.get(number="1.1.2")
    factories.report(second, at=noon(2026, 4, 1), effective_at=noon(2026, 5, 5), summary="Kept until May.")
    assert "Kept until May." not in read(f"{PROGRAMME}1.1.2/?on=2026-05-04")
    assert "Kept until May." in read(f"{PROGRAMME}1.1.2/?on=2026-05-05")


def test_what_was_withdrawn_since_is_gone_from_every_day_but_for_the_line_that_says_so(read, register):
    second = register.commitments.get(number="1.1.2")
    factories.report(
        second, state="withdrawn", at=noon(2026, 4, 1), withdrawn_at=noon(2026, 5, 4), summary="Taken back."
    )
    page = read(f"{PROGRAMME}1.1.2/?on=2026-04-10")
    assert "Taken back." not in page
    assert "A report was withdrawn on 4 May 2026" in page
    assert "Not reported yet" in page
    assert "A report was withdrawn" not in read(f"{PROGRAMME}1.1.2/?on=2026-03-31")


def test_what_is_withheld_today_is_withheld_of_every_day(read, register):
    factories.report(register.commitments.get(number="1.1.3"), at=noon(2026, 3, 1), status="not_started")
    Commitment.objects.filter(number="1.1.1").update(status_visibility="withheld")
    current.rebuild(at=clock.now())
    page = read(f"{FIRST}?on=2026-06-09")
    assert "Status is not published" in page
    assert "Begun in March." not in page
    assert "status-under_way" not in read(f"{PROGRAMME}?on=2026-06-09")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_what_was_never_cleared_is_not_shown_of_any_day(read, register, state):
    second = register.commitments.get(number="1.1.2")
    factories.report(second, state=state, at=noon(2026, 4, 1), summary="Whispered.")
    assert "Whispered." not in read(f"{PROGRAMME}1.1.2/?on=2026-10-01")
    assert "1 of 3 commitments has a published status" in read(f"{PROGRAMME}?on=2026-10-01")


def test_before_the_registers_first_day_only_the_agreements_facts_are_shown(read, register):
    page = read(f"{PROGRAMME}?on=2026-03-09")
    assert "Statuses are recorded here from 10 March 2026. For this day" in page
    assert "Annual ministerial meetings 1" in page
    assert "status-not_reported" not in page
    assert "published status" not in page
    commitment = read(f"{FIRST}?on=2026-03-09")
    assert "Annual ministerial meetings in the Green Growth Alliance." in commitment
    assert "Status on that day" not in commitment
    assert "published status" not in read(f"{COUNTRY}?on=2026-03-09")


def test_the_words_of_a_day_are_those_that_held_on_it(read, register):
    first = register.commitments.get(number="1.1.1")
    first.wordings.update(valid_until=dt.date(2026, 4, 30))
    Wording.objects.create(
        commitment=first, text="Monthly talks.", language="en", provenance="signed",
        valid_from=dt.date(2026, 5, 1),
    )  # fmt: skip
    assert "Monthly talks." not in read(f"{FIRST}?on=2026-04-30")
    page = read(f"{FIRST}?on=2026-05-01")
    assert "Monthly talks." in page
    assert "Applied until 30 April 2026." in page


def test_a_commitment_without_a_title_is_listed_under_the_words_of_the_day(read, register):
    first = register.commitments.get(number="1.1.1")
    Commitment.objects.filter(pk=first.pk).update(plain_title_da="", plain_title_en="")
    first.wordings.update(valid_until=dt.date(2026, 4, 30))
    Wording.objects.create(
        commitment=first, text="Monthly talks.", language="en", provenance="signed",
        valid_from=dt.date(2026, 5, 1),
    )  # fmt: skip
    assert "Annual ministerial meetings in the Green" in read(f"{PROGRAMME}?on=2026-04-30")
    assert "Monthly talks." in read(f"{PROGRAMME}?on=2026-05-01")


def test_a_commitment_that_an_amendment_added_is_there_from_then_on(read, reader, register):
    register.commitments.get(number="1.1.3").wordings.update(valid_from=dt.date(2026, 8, 1))
    assert "Annual ministerial meetings 3" not in read(f"{PROGRAMME}?on=2026-07-31")
    assert "Annual ministerial meetings 3" in read(f"{PROGRAMME}?on=2026-08-01")
    response = reader.get(f"{PROGRAMME}1.1.3/?on=2026-07-31")
    assert response.status_code == 404
    assert "On 31 July 2026 this commitment had not been agreed yet." in response.content.decode()


def test_a_commitment_counts_as_withdrawn_from_the_day_of_its_withdrawal(read, register):
    Commitment.objects.filter(number="1.1.2").update(withdrawn_on=dt.date(2026, 8, 1))
    before, after = read(f"{PROGRAMME}?on=2026-07-31"), read(f"{PROGRAMME}?on=2026-08-01")
    assert "1 of 3 commitments has a published status" in before
    assert "Withdrawn from the programme" not in before
    assert "1 of 2 commitments has a published status" in after
    assert "Withdrawn from the programme" in after


def test_those_responsible_are_those_of_the_day(read, register):
    first = register.commitments.get(number="1.1.1")
    agency, ministry = factories.organisation("Danish Energy Agency"), factories.organisation("The Ministry")
    change = dt.date(2026, 7, 1)
    Responsibility.objects.create(
        commitment=first, organisation=agency, side="danish", until_on=change - clock.ONE_DAY
    )
    Responsibility.objects.create(commitment=first, organisation=ministry, side="danish", from_on=change)
    before, after = read(f"{FIRST}?on=2026-06-30"), read(f"{FIRST}?on=2026-07-01")
    assert "Danish Energy Agency" in before
    assert "The Ministry" not in before
    assert "The Ministry" in after
    assert "Annual ministerial meetings 1" in read("/en/organisation/danish-energy-agency/?on=2026-06-30")
    assert "Annual ministerial meetings 1" not in read("/en/organisation/danish-energy-agency/?on=2026-07-01")
    assert "Annual ministerial meetings 1" in read(
        f"{PROGRAMME}?on=2026-06-30&organisation=danish-energy-agency"
    )


def test_the_life_of_a_programme_is_that_of_the_day(read, register):
    factories.programme(
        starts_on="2026-05", ends_on="2028", signed_on="2026-05-02", predecessor=register,
        slug="2026-2028", reference="KR-2026", title_en="The next plan",
    )  # fmt: skip
    assert "Runs until the end of 2024." in read(f"{PROGRAMME}?on=2024-12-31")
    before, after = read(f"{PROGRAMME}?on=2026-05-01"), read(f"{PROGRAMME}?on=2026-05-02")
    assert "Ended at the end of 2024." in before
    assert "The next plan" not in before
    assert "No successor is recorded" not in before
    assert "Succeeded by The next plan." in after
    assert "The next plan" not in read(f"{COUNTRY}?on=2026-04-30")
    assert "The next plan" in read(f"{COUNTRY}?on=2026-05-02")


def test_a_programme_is_not_there_before_anything_is_known_of_it(reader, register):
    response = reader.get(f"{PROGRAMME}?on=2019-05-01")
    assert response.status_code == 404
    assert "Nothing is recorded about this programme as of 1 May 2019." in response.content.decode()


def test_before_its_signing_a_programme_has_no_commitments(read, register):
    Programme.objects.update(announced_on="2020-11", signed_on="2021-06-15", starts_on="2021-06")
    page = read(f"{PROGRAMME}?on=2021-03-01")
    assert "No text had been agreed by that day." in page
    assert "Annual ministerial meetings" not in page
    assert "signed 15 June 2021" not in page
    assert "signed 15 June 2021" in read(f"{PROGRAMME}?on=2021-06-15")


def test_levels_and_events_are_shown_from_their_day(read, register):
    register.partnership.levels.create(
        title_da="Strategisk partnerskab", title_en="Strategic partnership", agreed_on="2011"
    )
    register.partnership.levels.create(
        title_da="Grønt partnerskab", title_en="Green partnership", agreed_on="2021-05-13"
    )
    register.partnership.events.create(
        key="visit", kind="visit", title_da="Besøg", title_en="State visit", starts_on="2022-03-01", is_public=True
    )  # fmt: skip
    assert "Green partners since 2021" not in read(f"{COUNTRY}?on=2021-05-12")
    assert "green partners since 2021" in read(f"{COUNTRY}?on=2021-05-13")
    assert "State visit" not in read(f"{COUNTRY}?on=2022-02-28")
    assert "State visit" in read(f"{COUNTRY}?on=2022-03-01")


def test_pages_across_partnerships_show_the_day_too(read, register):
    sector = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    register.commitments.get(number="1.1.1").sectors.add(sector)
    assert "status-under_way" in read("/en/sector/energy/?on=2026-06-09")
    assert "status-fulfilled" in read("/en/sector/energy/")
    assert "Annual ministerial meetings 1" not in read("/en/sector/energy/?on=2020-12-31")


def test_a_goal_counts_what_served_it_on_the_day(read, register):
    """The numbers above the list are of the same day as the list."""
    register.areas.get().sdgs.add(factories.goal(7))
    first, second, third = register.commitments.order_by("position")
    first.sdgs.add(factories.goal(7))
    third.wordings.update(valid_from=dt.date(2026, 8, 1))
    Commitment.objects.filter(pk__in=[first.pk, second.pk]).update(withdrawn_on=dt.date(2026, 9, 1))

    def figures(page):
        return re.findall(r"<td>(?:<a [^>]+>)?(\d+)(?:</a>)?</td>", page)

    assert figures(read("/en/sdg/7/?on=2026-07-31")) == ["1", "1"]
    assert figures(read("/en/sdg/7/?on=2026-08-31")) == ["1", "2"]
    assert figures(read("/en/sdg/7/?on=2026-09-01")) == ["0", "1"]
    assert figures(read("/en/sdg/7/")) == ["0", "1"]


def test_an_organisation_is_succeeded_from_the_day_on_which_it_was(read, register):
    agency, heir = factories.organisation("Danish Energy Agency"), factories.organisation("The Heir")
    agency.successor, agency.succeeded_on = heir, "2026-12"
    agency.save()
    Responsibility.objects.create(commitment=register.commitments.first(), organisation=agency, side="danish")
    for address in ("/en/organisation/danish-energy-agency/", FIRST):
        assert "Became" not in read(address)
        with time_machine.travel("2026-12-01 12:00:00+00:00"):
            assert "Became The Heir (December 2026)" in read(address)
            assert "Became" not in read(f"{address}?on=2026-11-30")


def test_a_review_is_to_come_until_the_day_that_the_page_shows(register):
    """Whatever day it is on which somebody reads."""
    event = register.partnership.events.create(
        key="review",
        kind="meeting",
        title_da="Møde",
        title_en="Review",
        starts_on="2026-06-10",
        is_public=True,
    )
    event.programme_links.create(programme=register, relation="reviewed")
    before, day = (happening(event, {}, on=dt.date(2026, 6, number)).about for number in (9, 10))
    assert "To review" in before
    assert "Reviewed" in day


# --- How it is said, and where it leads ----------------------------------------------------------------------------


@pytest.mark.parametrize("address", [COUNTRY, PROGRAMME, FIRST])
def test_the_page_says_plainly_which_day_it_shows_and_leads_to_today(read, register, address):
    page = read(f"{address}?on=2026-06-09")
    assert "As of 9 June 2026." in page
    assert f"http://testserver{address}?on=2026-06-09" in page
    assert f'<a href="{address}">See this page as it is today</a>' in page
    assert "As of" not in re.sub(r"<label.*?</label>", "", read(address))


def test_the_page_says_it_in_danish(read, register):
    assert 'class="as-of"' in read(f"{PROGRAMME.replace('/en/', '/da/')}?on=2026-06-09")


def test_pages_of_earlier_days_are_kept_out_of_search_engines(reader, register, settings):
    settings.OPERATOR = {"name": "The ministry", "email": "mail@example.org", "phone": "1", "address": "x"}
    assert "noindex" in reader.get(f"{PROGRAMME}?on=2026-06-09")["X-Robots-Tag"]
    assert "X-Robots-Tag" not in reader.get(PROGRAMME)


def test_links_and_forms_stay_on_the_day(read, register):
    page = read(f"{PROGRAMME}?on=2026-06-09")
    assert '<input type="hidden" name="on" value="2026-06-09">' in page
    assert f'href="{FIRST}?on=2026-06-09"' in page
    assert f'href="{PROGRAMME}?on=2026-06-09&amp;status=under_way"' in page
    assert f'href="{COUNTRY}?on=2026-06-09"' in page
    assert 'href="/da/south-korea/2021-2024/?on=2026-06-09"' in page
    assert f'href="{PROGRAMME}?on=2026-06-09"' in read(f"{FIRST}?on=2026-06-09")
    assert f'href="{PROGRAMME}1.1.2/?on=2026-06-09"' in read(f"{FIRST}?on=2026-06-09")
    assert f'href="{PROGRAMME}?on=2026-06-09"' in read(f"{COUNTRY}?on=2026-06-09")


def test_filters_by_status_ask_about_the_day(read, refused, register):
    assert "1 of 3 commitments" in read(f"{PROGRAMME}?on=2026-06-09&status=under_way")
    assert "0 of 3 commitments" in read(f"{PROGRAMME}?on=2026-06-09&status=fulfilled")
    page = refused(f"{PROGRAMME}?on=2026-03-01&status=under_way")
    assert "“under_way” is not a choice here. Statuses are recorded here from" in page
    assert "The choices are" not in page


def test_todays_date_leads_to_todays_page(read, register):
    assert 'class="as-of"' not in read(f"{PROGRAMME}?on=2026-11-22")
    assert "Done in June." in read(f"{FIRST}?on=2026-11-22")


@pytest.mark.parametrize(
    "value",
    ["2026-11-23", "9999-12-31", "2026-02-30", "2026-13-01", "yesterday", "2026", "2026-06", "20260609", "0000-01-01",
     "2026-W24-2", "-1", "٢٠٢٦-٠٦-٠٩", "%00", "<b>", "9" * 400],
)  # fmt: skip
@pytest.mark.parametrize("address", [COUNTRY, PROGRAMME, FIRST])
def test_a_day_that_is_none_or_not_yet_is_404_and_says_why(reader, register, address, value):
    response = reader.get(f"{address}?on={value}")
    assert response.status_code == 404
    page = response.content.decode()
    assert "Nothing to show for this day" in page
    assert "is not a day" in page or "is in the future" in page
    assert f'href="{address}"' in page
    assert "<b>" not in page.split("lede")[1].split("</p>")[0]


@pytest.mark.parametrize("day", ["0001-01-01", "1583-10-15", "1900-01-01", "2011-05-11"])
def test_days_long_ago_are_no_error(reader, register, day):
    assert reader.get(f"{COUNTRY}?on={day}").status_code == 200
    assert reader.get(f"{PROGRAMME}?on={day}").status_code == 404


def test_nothing_unpublished_answers_for_any_day(reader, register):
    Commitment.objects.filter(number="1.1.2").update(is_published=False)
    assert reader.get(f"{PROGRAMME}1.1.2/?on=2026-06-09").status_code == 404
    Programme.objects.update(is_published=False)
    assert reader.get(f"{PROGRAMME}?on=2026-06-09").status_code == 404


def test_demonstration_data_is_named_on_the_days_that_show_it(read, register):
    words = "Demonstration data. Not a statement by any government."
    factories.report(register.commitments.get(number="1.1.2"), at=noon(2026, 8, 1), is_demo=True)
    for address in (COUNTRY, PROGRAMME, f"{PROGRAMME}1.1.2/"):
        assert words not in read(f"{address}?on=2026-07-31")
        assert words in read(f"{address}?on=2026-08-01")


@pytest.mark.parametrize("address", [COUNTRY, PROGRAMME, FIRST, "/en/sector/energy/"])
def test_an_earlier_day_costs_the_same_however_much_there_is(reader, register, address):
    sector = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    sector.commitments.set(register.commitments.all())

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(f"{address}?on=2026-06-09").status_code == 200
        return len(captured)

    few = cost()
    by = factories.user()
    for position in range(4, 24):
        more = factories.commitment(register, number=f"1.1.{position}", position=position)
        more.sectors.add(sector)
        factories.report(more, at=noon(2026, 4, 1), by=by)
    assert cost() == few


# --- Files of a day ------------------------------------------------------------------------------------------------

FORMATS = ("csv", "xlsx", "json")


def file_of(reader, query, *, path="commitments.json"):
    response = reader.get(f"{PROGRAMME}{path}{query}")
    assert response.status_code == 200
    return response


def test_a_page_of_an_earlier_day_leads_to_its_files_and_to_no_feed(read, register):
    page = read(f"{PROGRAMME}?on=2026-06-09&status=under_way")
    for format in FORMATS:
        assert f'commitments.{format}?status=under_way&amp;on=2026-06-09"' in page
    assert "changes.atom" not in page
    assert "calendar.ics" not in page


def test_a_file_of_an_earlier_day_holds_the_statuses_of_that_day(reader, register):
    june, today = file_of(reader, "?on=2026-06-09"), file_of(reader, "")
    first = june.json()["commitments"][0]
    assert (first["status_code"], first["as_of"], first["summary"]) == (
        "under_way", "2026-03-10", "Begun in March.",
    )  # fmt: skip
    assert today.json()["commitments"][0]["status_code"] == "fulfilled"
    assert first["note"] == "As of 9 June 2026."
    assert first["address"].endswith("/1.1.1/?on=2026-06-09")
    assert june.json()["as_of"] == "2026-06-09"
    assert today.json()["as_of"] is None
    assert june["Content-Disposition"] == 'attachment; filename="KR-2021-commitments-2026-06-09.json"'
    assert "noindex" in june["X-Robots-Tag"]


def test_a_file_says_of_which_day_it_is_in_every_format(reader, register):
    book = openpyxl.load_workbook(
        io.BytesIO(file_of(reader, "?on=2026-06-09", path="commitments.xlsx").content)
    )
    assert any("As of 9 June 2026." in str(cell) for row in book.worksheets[1].values for cell in row)
    assert "As of 9 June 2026." in file_of(reader, "?on=2026-06-09", path="commitments.csv").content.decode()


def test_a_file_from_before_the_registers_first_day_has_no_status_at_all(reader, register):
    file = file_of(reader, "?on=2025-01-01").json()
    assert {row["status_code"] for row in file["commitments"]} == {None}
    assert any(
        "Statuses are recorded here from 10 March 2026. For this day" in words for words in file["about"]
    )
    assert reader.get(f"{PROGRAMME}commitments.json?on=2025-01-01&status=fulfilled").status_code == 422


def test_a_file_of_a_day_leaves_out_what_came_later_and_what_was_taken_back_since(reader, register):
    second, third = (register.commitments.get(number=f"1.1.{number}") for number in (2, 3))
    factories.report(
        second, state="withdrawn", at=noon(2026, 4, 1), withdrawn_at=noon(2026, 5, 4), summary="Taken back."
    )
    factories.report(third, at=noon(2026, 4, 1), effective_at=noon(2026, 7, 1), summary="Kept until July.")
    third.wordings.update(valid_from=dt.date(2026, 5, 1))
    Commitment.objects.filter(pk=second.pk).update(withdrawn_on=dt.date(2026, 8, 1))
    for format in FORMATS:
        content = file_of(reader, "?on=2026-04-10", path=f"commitments.{format}").content
        assert b"Taken back." not in content
        assert b"Kept until July." not in content
    rows = {row["number"]: row for row in file_of(reader, "?on=2026-04-10").json()["commitments"]}
    assert set(rows) == {"1.1.1", "1.1.2"}  # the third came by an amendment in May
    assert rows["1.1.2"]["withdrawn_on"] is None
    assert rows["1.1.2"]["status_code"] == "not_reported"
    later = {row["number"]: row for row in file_of(reader, "?on=2026-08-02").json()["commitments"]}
    assert later["1.1.2"]["withdrawn_on"] == "2026-08-01"
    assert later["1.1.3"]["summary"] == "Kept until July."


def test_a_file_holds_the_words_and_organisations_of_its_day(reader, register):
    first, change = register.commitments.get(number="1.1.1"), dt.date(2026, 7, 1)
    first.wordings.update(valid_until=change - clock.ONE_DAY)
    held = Wording.objects.create(
        commitment=first, text="Monthly talks.", language="en", provenance="signed", valid_from=change
    )
    Commitment.objects.filter(pk=first.pk).update(current_wording=held)
    agency = factories.organisation("Danish Energy Agency")
    Responsibility.objects.create(commitment=first, organisation=agency, side="danish", from_on=change)
    before, after = (
        file_of(reader, f"?on={day}").json()["commitments"][0] for day in ("2026-06-30", "2026-07-01")
    )
    assert before["wording"].startswith("Annual ministerial meetings")
    assert (before["danish_side"], after["danish_side"]) == ([], ["Danish Energy Agency"])
    assert after["wording"] == "Monthly talks."


def test_the_file_of_a_list_across_programmes_is_of_the_day_too(reader, register):
    sector = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    sector.commitments.set(register.commitments.all())
    rows = reader.get("/en/sector/energy/commitments.json?on=2026-06-09&status=under_way").json()
    assert [row["status_code"] for row in rows["commitments"]] == ["under_way"]
    assert reader.get("/en/sector/energy/commitments.json?on=2020-12-31").json()["commitments"] == []


@pytest.mark.parametrize("day", ["tomorrow", "2031-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_shown_gives_no_file(reader, register, day):
    assert reader.get(f"{PROGRAMME}commitments.csv?on={day}").status_code == 404
