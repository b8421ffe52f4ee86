"""Counts that show how they come about: each leads to what it counts, and nothing unknown is left out."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.actions import current
from programmes.models import SDG, Commitment, Programme, Responsibility, Sector
from programmes.public.pages.selections import age_of, months_before
from tests import factories

STATISTICS, MATRIX = "/en/statistics/", "/en/matrix/"
NOW = "2026-11-22 12:00:00+00:00"
NUMBER = re.compile(r'<td class="number"><a href="([^"]+)">(\d+)</a>')


def noon(year, month, day):
    return dt.datetime(year, month, day, 12, tzinfo=dt.UTC)


@pytest.fixture
def korea(db):
    """Eight commitments, no two alike, as they stand in November 2026."""
    with time_machine.travel(NOW):
        plan = factories.plan(8)
        found = list(plan.commitments.order_by("position"))
        area = factories.area(plan, 2, title_en="Health")
        agency = factories.organisation("Danish Energy Agency")
        ministry = factories.organisation("The Ministry", "KR")
        for commitment, kind in zip(
            found, [*Commitment.Kind.values, "recurring", "recurring", "deliverable"], strict=True
        ):
            commitment.kind = kind
            commitment.save()
        Commitment.objects.filter(pk__in=[found[3].pk, found[4].pk]).update(area=area, track=None)
        Commitment.objects.filter(pk=found[5].pk).update(area=None, track=None)
        for commitment, organisation, side in (
            (found[0], agency, "danish"), (found[0], ministry, "partner"), (found[1], agency, "danish"),
            (found[2], ministry, "partner"),
        ):  # fmt: skip
            Responsibility.objects.create(commitment=commitment, organisation=organisation, side=side)
        factories.report(found[0], at=noon(2026, 11, 1), evidence="Minutes.")
        factories.report(
            found[1], at=noon(2026, 7, 1), status="fulfilled", evidence_url="https://example.org/"
        )
        factories.report(found[2], at=noon(2026, 3, 1), status="not_started")
        factories.report(found[3], at=noon(2024, 3, 1), status="not_pursued")
        factories.report(found[4], at=noon(2026, 11, 2))
        Commitment.objects.filter(pk=found[4].pk).update(status_visibility="withheld")
        Commitment.objects.filter(pk=found[7].pk).update(withdrawn_on=dt.date(2023, 1, 1))
        current.rebuild(at=clock.now())
        yield plan


def tables_of(page):
    """The cells of each table by its heading: rows of (name, [texts])."""
    found = {}
    for caption, body in re.findall(r"<caption[^>]*>(.*?)</caption>(.*?)</table>", page, re.DOTALL):
        rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body, re.DOTALL)
        found[caption] = {
            _plain(name): [_plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
            for name, cells in rows
        }
    return found


def _plain(html):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).strip()


# --- Statistics ----------------------------------------------------------------------------------------------------


def test_each_table_counts_every_commitment_once(read, korea):
    found = tables_of(read(STATISTICS))
    assert len(found) == 4
    for rows in found.values():
        assert rows["All"][-1] == "7"
        assert sum(int(cells[-1]) for name, cells in rows.items() if name != "All") == 7


def test_the_numbers_are_those_of_the_plan(read, korea):
    found = tables_of(read(STATISTICS))
    # fulfilled, under way, not started, not pursued, not published, not reported, all
    assert found["Status by kind of commitment"]["Recurring"] == ["1", "0", "0", "0", "0", "2", "3"]
    assert found["Status by kind of commitment"]["Multilateral"] == ["0", "0", "0", "0", "1", "0", "1"]
    assert found["Status by area"]["2 Health South Korea, Joint Action Plan 2021-2024"] == [
        "0",
        "0",
        "0",
        "1",
        "1",
        "0",
        "2",
    ]
    assert found["Status by area"]["Outside areas South Korea, Joint Action Plan 2021-2024"][-1] == "1"
    sides = found["Status by side"]
    assert [sides[name][-1] for name in list(sides)] == ["1", "1", "1", "4", "7"]
    ages = found["Age of the latest report, and its evidence"]
    assert ages["Less than three months old"] == ["1", "0", "1"]
    assert ages["Three to six months old"] == ["1", "0", "1"]
    assert ages["Six to twelve months old"] == ["0", "1", "1"]
    assert ages["A year old or more"] == ["0", "1", "1"]
    assert ages["Not reported yet"] == ["–", "–", "2"]
    assert ages["Status is not published"] == ["–", "–", "1"]


@pytest.mark.parametrize("address", [STATISTICS, MATRIX])
def test_every_number_leads_to_just_what_it_counts(read, korea, address):
    mark_goals_and_sectors(korea)
    numbers = NUMBER.findall(read(address))
    assert len(numbers) >= 5
    for url, count in numbers:
        page = read(unescape(url))
        words = "1 commitment" if count == "1" else f"{count} commitments"
        assert f"<h1>{words}</h1>" in page, url
        assert page.count('<span class="row-number">') == int(count), url
        assert "could not be used" not in page


def test_nothing_is_a_percentage_and_the_unknown_is_named(read, korea):
    page = read(STATISTICS)
    assert "%" not in re.sub(r"<svg.*?</svg>|<(?:link|a)[^>]*>", "", page, flags=re.DOTALL)
    for words in ("Not reported yet", "No evidence", "Status is not published", "No organisation named"):
        assert words in page


def test_each_table_says_how_it_is_counted(read, korea):
    page = read(STATISTICS)
    assert page.count('<p class="formula">') == 4
    assert "the kinds are never averaged into one percentage" in page
    assert (
        "These figures count the 7 commitments of the one programme for which we have the full text." in page
    )


def test_no_totals_are_drawn_from_a_programme_whose_text_is_not_held(read, korea):
    partial = factories.plan(2, iso2="CN", is_complete=False)
    assert "These figures count the 7 commitments" in read(STATISTICS)
    Programme.objects.filter(pk=partial.pk).update(is_complete=True)
    assert "These figures count the 9 commitments of the 2 programmes" in read(STATISTICS)
    Programme.objects.filter(pk=partial.pk).update(is_published=False)
    assert "These figures count the 7 commitments" in read(STATISTICS)


def test_an_embargoed_report_counts_from_the_moment_it_ends(read, korea):
    silent = korea.commitments.get(number="1.1.7")
    factories.report(
        silent,
        at=noon(2026, 11, 20),
        effective_at=noon(2026, 11, 25),
        status="fulfilled",
        evidence="A paper.",
    )
    ages = "Age of the latest report, and its evidence"
    assert tables_of(read(STATISTICS))[ages]["Less than three months old"] == ["1", "0", "1"]
    with time_machine.travel("2026-11-25 12:00:01+00:00"):
        page = read(STATISTICS)
        assert tables_of(page)[ages]["Less than three months old"] == ["2", "0", "2"]
        assert tables_of(page)[ages]["Not reported yet"][-1] == "1"
        assert tables_of(page)["Status by kind of commitment"]["Recurring"][0] == "2"
        for url, count in NUMBER.findall(page):
            assert read(unescape(url)).count('<span class="row-number">') == int(count), url


def test_what_is_not_public_is_not_counted(read, korea):
    silent = korea.commitments.get(number="1.1.7")
    for state in ("draft", "submitted", "returned", "withdrawn"):
        factories.report(silent, state=state, status="fulfilled", evidence="x")
    factories.report(silent, side="partner", status="fulfilled")
    assert tables_of(read(STATISTICS))["Status by kind of commitment"]["Recurring"] == [
        "1",
        "0",
        "0",
        "0",
        "0",
        "2",
        "3",
    ]


@pytest.mark.parametrize("key", ["kinds", "areas", "sides", "ages"])
def test_each_picture_is_a_file_that_says_what_it_shows(reader, korea, key):
    response = reader.get(f"{STATISTICS}{key}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    drawn = ET.fromstring(response.content)  # noqa: S314 - our own
    texts = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "Denmark's strategic partnerships, 22 November 2026" in texts
    assert f"http://testserver{STATISTICS}{key}.svg" in texts
    assert "style" not in response.content.decode()
    patterns = [ET.tostring(one)[60:] for one in drawn.iter("{http://www.w3.org/2000/svg}pattern")]
    assert len(patterns) == len(set(patterns)) > 2
    assert drawn.attrib["role"] == "img"


def test_parts_of_bars_differ_without_colour(reader, korea):
    """Drawn in grey, no two kinds have the same mark on the same ground."""
    drawn = reader.get(f"{STATISTICS}kinds.svg").content.decode()
    marks = re.findall(r'<pattern id="kinds-(\w+)".*?</pattern>', drawn, re.DOTALL)
    assert set(marks) == {"fulfilled", "under_way", "not_started", "not_pursued", "withheld", "not_reported"}
    paths = re.findall(r'<path d="([^"]+)"', drawn)
    assert len(paths) == len(set(paths)) == 4  # fulfilled is full, not started is empty


def test_demonstration_data_is_named_on_the_page_and_in_the_picture(read, reader, korea):
    words = "Demonstration data. Not a statement by any government."
    assert words not in read(STATISTICS)
    factories.report(korea.commitments.get(number="1.1.7"), is_demo=True)
    assert words in read(STATISTICS)
    assert words in reader.get(f"{STATISTICS}ages.svg").content.decode()
    assert words in read(f"{STATISTICS}commitments/?status=under_way")


def test_without_any_text_the_page_says_so(read, db):
    assert "There is nothing to count yet" in read(STATISTICS)
    assert "No commitment is listed yet." in read(MATRIX)


@pytest.mark.parametrize(
    "query",
    ["kind=odd", "status=%00", "side=left", "age=99", "area=x", "area=99999", "sdg=18", "country=%00", "page=x",
     "page=99999999999999999999", "evidence=maybe", "programme=" + "x" * 5000, "programme=kr-2021"],
)  # fmt: skip
def test_odd_values_are_said_and_break_nothing(refused, korea, query):
    page = refused(f"{STATISTICS}commitments/?{query}")
    assert "Part of the web address could not be used, so the list shows more than you asked for." in page
    assert "<h1>7 commitments</h1>" in page


def test_a_long_list_is_read_page_by_page_and_nothing_is_left_out_or_shown_twice(read, korea):
    area = korea.areas.get(number=1)
    for position in range(100, 230):
        factories.commitment(korea, number=f"9.{position}", position=position, area=area)
    url, seen = f"{STATISTICS}commitments/?kind=continuing", []
    while url:
        page = read(url)
        seen += re.findall(r'<span class="row-number">([^<]+)</span>', page)
        following = re.search(r'href="([^"]*)">Show the next<', page)
        url = unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) == 131


@pytest.mark.parametrize(
    "address", [STATISTICS, MATRIX, f"{STATISTICS}commitments/?kind=continuing", f"{STATISTICS}ages.svg"]
)
def test_counting_costs_the_same_however_much_there_is(reader, korea, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    mark_goals_and_sectors(korea)
    few, by = cost(), factories.user()
    sector = Sector.objects.get(slug="energy")
    for number in range(5):
        more = factories.plan(
            2, starts_on=str(2001 + number), ends_on="2009", reference=f"KR-{number}", slug=f"s{number}"
        )
        for commitment in more.commitments.all():
            factories.report(commitment, by=by)
            commitment.sectors.add(sector)
    factories.plan(2, iso2="CN")
    assert cost() == few


def test_lists_behind_numbers_are_kept_out_of_search_engines(reader, korea, settings):
    settings.OPERATOR = {"name": "The ministry", "email": "mail@example.org", "phone": "1", "address": "x"}
    assert reader.get(f"{STATISTICS}commitments/")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in reader.get(STATISTICS)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-11-22", 3, "2026-08-22"), ("2026-05-31", 3, "2026-02-28"), ("2024-05-31", 3, "2024-02-29"),
     ("2026-01-15", 12, "2025-01-15"), ("2026-02-28", 6, "2025-08-28")],
)  # fmt: skip
def test_months_are_reckoned_by_the_calendar(day, months, before):
    assert months_before(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(before)


def test_a_report_grows_older_on_the_very_day():
    day = dt.date(2026, 11, 22)
    ages = {
        "2026-11-22": "0-3",
        "2026-08-23": "0-3",
        "2026-08-22": "3-6",
        "2026-05-22": "6-12",
        "2025-11-22": "12-",
    }
    assert {text: age_of(dt.date.fromisoformat(text), day) for text in ages} == ages


# --- Goals and sectors, by country ---------------------------------------------------------------------------------


def mark_goals_and_sectors(plan):
    """Goals 6 and 7 on commitments, 7 and 13 on their area too; two sectors."""
    goals = {
        number: SDG.objects.get_or_create(
            number=number, defaults={"name_da": f"Mål {number}", "name_en": f"Goal {number}"}
        )[0]
        for number in (6, 7, 13)
    }
    first, second, third = plan.commitments.order_by("position")[:3]
    first.sdgs.set([goals[6], goals[7]])
    plan.commitments.get(number="1.1.6").sdgs.add(goals[7])  # outside areas
    plan.areas.get(number=1).sdgs.set([goals[7], goals[13]])
    energy = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    for commitment in (first, second, third):
        commitment.sectors.add(energy)
    first.sectors.add(water)


def test_a_goal_counts_what_is_marked_and_apart_from_it_what_its_area_alone_promotes(read, korea):
    mark_goals_and_sectors(korea)
    goals = tables_of(read(MATRIX))["Sustainable Development Goals"]
    in_area = korea.commitments.filter(area__number=1, withdrawn_on=None).count()
    assert {name.split()[0]: cells for name, cells in goals.items()} == {
        "6": ["1", "0"], "7": ["2", str(in_area - 1)], "13": ["0", str(in_area)],
    }  # fmt: skip


def test_a_sector_counts_what_is_marked_with_it(read, korea):
    mark_goals_and_sectors(korea)
    factories.plan(2, iso2="CN", is_complete=False).commitments.first().sectors.add(
        Sector.objects.get(slug="water")
    )
    page = read(MATRIX)
    sectors = tables_of(page)["Sectors"]
    assert sectors == {"Energy": ["0", "3"], "Water": ["1", "1"]}
    assert "(we do not have everything that was agreed)" in page


def test_countries_without_listed_commitments_are_named_below(read, korea):
    factories.partnership("CN")
    page = read(MATRIX)
    assert "No commitments are listed here for:" in page
    assert '<a href="/en/china/">China</a>' in page


def test_the_front_page_and_every_footer_lead_here(read, korea):
    for address in ("/en/", "/en/south-korea/"):
        assert f'href="{STATISTICS}"' in read(address)
        assert f'href="{MATRIX}"' in read(address)
