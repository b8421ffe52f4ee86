"""What public pages say of the real content: whose account it is, and no more than the sources have."""

import csv
import html
import io
import re
import zipfile

import pytest
from django.conf import settings
from django.db import transaction

from programmes.content.load import load_content
from programmes.models import Commitment, Event, Programme

pytestmark = pytest.mark.django_db
ACCOUNT = "The Danish side’s account. Not agreed with the partner unless stated."


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, and undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_content(settings.BASE_DIR / "fixtures")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(client, content):
    def reading(path):
        response = client.get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    return reading


def words_of(page):
    """What a page says below its head."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


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


# What a plain title once left out of its wording, or said otherwise: number, English words, Danish words.
WORDS_OF_TITLES = """
KR 1.1.3 | yearly, through climate envoys | årlige, gennem klimaambassadører
KR 1.1.6 | digital and efficient, shipbuilding, yearly meetings | digital og effektiv, skibsbygning, årlige møder
KR 1.2.2 | identifying research cooperation, environment | muligheder for forskningssamarbejde, miljø
KR 1.3.1 | joint promotion, possible high-level participation | fælles indsats, mulig deltagelse
KR 1.3.2 | start-ups | nystartede virksomheder
KR 1.3.7 | Promotion, Danish and South Korean business | Fremme, danske og sydkoreanske
KR 2.1.5 | Primary and secondary education, alternative types of school | alternative skoleformer
KR 2.3.2 | connectivity, robotics, educational technology | konnektivitet, robotteknologi, undervisningsteknologi
KR 2.4.4 | start-ups and investors | nystartede virksomheder
KR 2.4.5 | Possible, between companies and researchers | Mulige, mellem virksomheder og forskere
KR 2.5.1 | such as Horizon Europe and EUREKA | som Horisont Europa og EUREKA
KR 2.5.2 | Possible, connectivity, multilateral forums | Mulige, konnektivitet, multilaterale fora
KR 2.5.3 | for example | f.eks.
KR 3.1.2 | community care, National Insurance Service (NHIS) | i nærmiljøet, National Insurance Service (NHIS)
KR 3.1.3 | Medicines, approval and surveillance | Lægemidler, godkendelse og overvågning
KR 3.2.1 | cooperation between municipalities and regions | samarbejde mellem kommuner og regioner
KR 3.3.1 | business | forretningsmuligheder
KR 3.4.1 | policies and initiatives, in both countries | politikker og tiltag, i begge lande
KR 3.4.2 | exploring and supporting | afdækning og støtte
KR 3.5.3 | Collaboration, selected | Samarbejde, udvalgte
KR 4.1.2 | engage with, for peace | kontakt med, for at skabe fred
KR 4.2.2 | people-to-people exchange | mellemfolkelig udveksling
KR 4.2.3 | Joint initiatives, South Korea and Greenland | Fælles initiativer, mellem Sydkorea og henholdsvis Grønland
KR 4.2.5 | reinsurance of joint | genforsikring af fælles
KR 4.3.1 | United Nations Command | FN-kommandoen (United Nations Command)
KR 4.3.6 | as the central body | som det centrale organ
KR 4.3.7 | effective regulation, streamlined | effektiv regulering, strømlining
KR 4.3.9 | Continued cooperation | Fortsat samarbejde
CN 1 | development of approaches | formulering af fremgangsmåder
CN 2 | cooperation between companies, institutions and universities | samarbejde mellem, universiteter
CN 9 | between authorities, environmental technology | Myndighedssamarbejde, miljøteknologi
"""


def test_titles_say_what_their_wordings_say(content):
    titles = {
        f"{reference[:2]} {number}": {"en": en, "da": da}
        for reference, number, en, da in Commitment.objects.values_list(
            "programme__reference", "number", "plain_title_en", "plain_title_da"
        )
    }
    lines = WORDS_OF_TITLES.strip().splitlines()
    assert len(lines) == 31
    for line in lines:
        number, *said = line.split(" | ")
        for language, words in zip(("en", "da"), said, strict=True):
            missing = [word for word in words.split(", ") if word not in titles[number][language]]
            assert not missing, (number, language, titles[number][language])


NO_TEXT = {
    "en": re.compile(r"(?:not have|No) (?:its|the full|the|signed) text|text is not|text, "),
    "da": re.compile(r"ikke (?:den fulde )?tekst|underskrevet tekst|teksten er ikke|[Tt]ekst, titel"),
}


@pytest.mark.parametrize("language", NO_TEXT)
def test_a_programme_without_text_says_so_once_and_offers_no_file_of_it(read, language):
    without = [programme for programme in Programme.objects.all() if not programme.commitments.exists()]
    assert {programme.reference for programme in without} == {
        "CN-2023", "ID-2021", "IN-2021", "JP-2023", "KR-2016", "MX-2023", "ZA-GSP",
    }  # fmt: skip
    for programme in without:
        address = programme.get_absolute_url().replace("/en/", f"/{language}/", 1)
        page = read(address)
        assert len(NO_TEXT[language].findall(words_of(page))) == 1, address
        assert "publication.pdf" not in page
        assert 'class="contents"' not in page
        assert 'class="sources' in page  # what it is known from
    whole = read(f"/{language}/china/2017-2020/")
    assert "publication.pdf" in whole
    assert 'class="contents"' in whole


def test_what_no_source_calls_signed_has_an_official_title(read):
    page = read("/en/japan/2023-2028/")
    assert "<dt>Official title</dt>" in page
    assert "No signature is recorded here" in page
    assert "A programme is an agreed text" in read("/en/about/")
    assert "<dt>Officiel titel</dt>" in read("/da/japan/2023-2028/")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        # the order of two plans is our reading
        ("en/south-korea/2016-2019/", "read from the dates of the two plans"),
        ("da/south-korea/2016-2019/", "udledt af de to planers datoer"),
        # a later plan may exist: on the country's page and the programme's
        ("en/indonesia/", "stops at 2021-2024. A later plan may exist; ask the embassy."),
        ("da/indonesia/", "slutter med 2021-2024. Der kan være en senere plan; spørg ambassaden."),
        ("en/indonesia/2021-2024/", "A later plan may exist"),
        # what official pages say too
        ("en/china/", "2021 Two agreements with China, on environment and on climate, are signed"),
        ("en/china/", "News on new agreements with China, 9 December 2021"),
        (
            "en/china/2017-2020/",
            "with 57 areas, and was to focus among other things on cooperation at the local",
        ),
        ("en/china/", "including frequent high-level visits"),
        ("en/china/", "its own focus is on energy, environment and water"),
        # names with their titles
        ("en/china/", "Vice President Han Zheng, Foreign Minister Wang Yi, Commerce Minister Wang Wentao"),
        ("en/vietnam/", "VIETNAM AND DENMARK ARE NOW GREEN STRATEGIC PARTNERS"),
        ("en/south-korea/2021-2024/", "are cross-cutting priorities in all areas"),
        ("en/about/", "Green strategic partnerships support the Sustainable Development Goals"),
    ],
)
def test_pages_say(read, path, said):
    assert said in words_of(read(f"/{path}"))


@pytest.mark.parametrize(
    ("path", "said", "unsaid"),
    [
        ("en/china/", "August 2023", "26 November 2021"),  # the day is the press's
        ("en/china/2023-2026/", "signed August 2023", "Xinhua"),
        ("en/south-korea/", "2018", "Korea Herald"),
        ("en/vietnam/", "Green strategic partners since 2023", "2011"),
        ("en/south-korea/2021-2024/2.3.2/", "CLEAN", "CLEAN (CLEAN)"),
        ("en/organisation/ekf/", "Also named Denmark’s Export Credit Agency.", "EKF - Denmark"),
        ("en/organisation/clean/", "Cluster, Denmark", "Denmark, CLEAN"),
        ("en/south-korea/2021-2024/4.2.5/", "EKF – Denmark’s Export Credit Agency", "Agency (EKF)"),
        ("en/search/?q=Viet+Nam", "Socialist Republic of Viet Nam", "Viet Nam Vietnam"),
    ],
)
def test_pages_say_it_without(read, path, said, unsaid):
    words = words_of(read(f"/{path}"))
    assert said in words
    assert unsaid not in words


def test_the_matrix_counts_what_is_marked_apart_from_what_an_area_is_said_to_serve(read):
    page = read("/en/matrix/")
    gender = re.search(r'href="/en/sdg/5/">.*?</tr>', page, re.DOTALL)[0]
    assert re.findall(r"<td[^>]*>(?:<[^>]+>)?(\d+)", gender) == ["0", "0", "0", "22"]  # China, South Korea
    energy = re.search(r'href="/en/sdg/7/">.*?</tr>', page, re.DOTALL)[0]
    assert re.findall(r"<td[^>]*>(?:<[^>]+>)?(\d+)", energy) == ["0", "0", "2", "15"]
    assert "Through the area’s text" in page
    assert "Gennem indsatsområdets tekst" in read("/da/matrix/")
