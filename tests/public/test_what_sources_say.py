"""What public pages say of the real content: whose account it is, and no more than the sources have."""

import csv
import io
import zipfile

import pytest
from django.conf import settings

from programmes.content.load import load_content
from programmes.models import Event

pytestmark = pytest.mark.django_db
ACCOUNT = "The Danish side’s account. Not agreed with the partner unless stated."


@pytest.fixture
def content():
    load_content(settings.BASE_DIR / "fixtures")


@pytest.fixture
def read(client, content):
    def reading(path):
        response = client.get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    return reading


@pytest.mark.parametrize(
    "path",
    [
        "south-korea/2021-2024/",
        "south-korea/2021-2024/1.1.1/",
        "south-korea/timeline/",
        "sdg/7/",
        "sector/energy/",
        "search/?q=energy",
        "statistics/",
        "statistics/commitments/?country=south-korea",
    ],
)
def test_a_page_with_a_status_says_whose_account_it_is(read, path):
    assert ACCOUNT in read(f"/en/{path}")


def test_a_goal_that_the_text_leaves_open_is_not_counted_and_the_page_says_why(read):
    programme = read("/en/south-korea/2021-2024/")
    assert "Promotes SDG 3, 17." in programme
    assert "Which was meant has not been settled" in programme
    assert "Health" not in read("/en/sdg/13/")


def test_bodies_that_a_text_names_are_not_places(read):
    page = read("/en/south-korea/2021-2024/4.3.2/")
    assert "Bodies named in the text" in page
    assert "Amnesty" in page
    assert "Takes place in" not in page


def test_the_full_text_that_parliament_has_is_offered(read):
    page = read("/en/china/2017-2020/")
    assert "The full text is not kept here. It is published elsewhere:" in page
    assert "https://ft.dk/samling/20201/" in page
    assert "provinces and cities" in page


def test_a_succession_has_the_date_of_its_source_and_none_of_its_own(read, client):
    """The act leaves it to the minister when one becomes a part of the other."""
    page = read("/en/organisation/ekf/")
    assert (
        'Became Export and Investment Fund of Denmark (<a href="https://www.ft.dk/samling/20211/lovforslag/l167">'
        "Act no. 871 of 21 June 2022 on Denmark’s Export and Investment Fund</a>)."
    ) in page
    assert "Became" not in read("/en/organisation/ekf/?on=2022-06-20")
    told = client.get("/api/organisations/ekf").json()
    assert (told["successor"], told["succeeded_on"]) == ("eifo", None)
    assert told["succession_source"]["on"] == "2022-06-21"


def test_about_says_what_a_partnership_is_and_not_which_subjects_are_held_back(read):
    page = read("/en/about/")
    assert "agreed between heads of state or government" in page
    assert "Korean Peninsula" not in page


def test_a_website_that_only_others_print_is_not_public(read):
    assert "japan.um.dk" not in read("/en/japan/")
    assert "sydkorea.um.dk" in read("/en/south-korea/")


def test_a_level_that_was_agreed_at_an_event_is_told_once(read):
    page = read("/en/south-korea/")
    events = page[page.index("Milestones and events") :].split("</ol>")[0]
    assert events.count("30 May 2021") == 2  # when it was, and in the title of its source
    assert "From this date: Comprehensive Green Strategic Partnership" in events


def test_a_review_that_is_to_come_is_not_told_as_done(read):
    Event.objects.filter(key="kr-year-of-culture-2019").update(starts_on="2126-02-13")
    event = Event.objects.get(key="kr-year-of-culture-2019")
    programme = event.partnership.programmes.get(reference="KR-2021")
    event.programme_links.create(programme=programme, relation="reviewed")
    assert "To review:" in read("/en/south-korea/")


def test_everything_public_is_in_the_dump(client, content):
    archive = zipfile.ZipFile(io.BytesIO(client.get("/api/dump.zip").content))
    rows = {
        name.removesuffix(".csv"): list(csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8-sig")))
        for name in archive.namelist()
        if name.endswith(".csv")
    }
    assert {len(rows["basis_listings"]), len(rows["missions"]), len(rows["signatories"])} == {20, 9, 4}
    assert "Chung Eui-yong" in {row["name"] for row in rows["signatories"]}
    assert any(row["text"].startswith("Biennial Joint Committee") for row in rows["passages"])
    keys = {row["note"] for row in rows["notes"]}
    assert "kr-goal-of-area-3" in keys
    assert "kr-sdg-13-name" not in keys
    assert "proposed_website" not in rows["missions"][0]
