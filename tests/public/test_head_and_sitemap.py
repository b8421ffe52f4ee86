"""What search engines are told: the sitemap is the public site exactly, and each page says which page it is."""

import html
import io
import json
import re

import pytest
from PIL import Image

from programmes.models import SDG, Responsibility, Sector, Wording
from programmes.public.sitemaps import PublicPages
from tests import factories

OPERATOR = {"name": "The ministry", "email": "contact@example.org", "phone": "+45 12 34 56 78", "address": ""}
PROGRAMME = "/en/south-korea/2021-2024/"
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def open_site(plan, settings):
    """A site with an operator, and with something of every kind, public and not."""
    settings.OPERATOR = OPERATOR
    plan.text = factories.passage(factories.document(key="plan-text")).document
    plan.save()
    first, second = plan.commitments.filter(number__in=["1.1.1", "1.1.2"])
    first.sectors.add(Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy"))
    first.sdgs.add(
        SDG.objects.get_or_create(number=7, defaults={"name_da": "Energi", "name_en": "Energy"})[0]
    )
    agency, quiet = factories.organisation("Danish Energy Agency"), factories.organisation("Quiet agency")
    Responsibility.objects.create(commitment=first, organisation=agency, side="danish")
    second.is_published = False
    second.save()
    second.sectors.add(Sector.objects.create(slug="water", name_da="Vand", name_en="Water"))
    Responsibility.objects.create(commitment=second, organisation=quiet, side="danish")
    draft = factories.plan(1, starts_on="2031", ends_on="2034", is_published=False)
    draft.text = factories.passage(factories.document(key="draft-text")).document
    draft.save()
    factories.plan(1, iso2="CN", starts_on="2023", ends_on="2026")
    return plan


def locations(text):
    return [html.unescape(found) for found in re.findall(r"<loc>(.*?)</loc>", text)]


def crawled(reader):
    """The pages to be found that the front pages lead to, without the parameters of filters."""
    waiting, found = ["/en/", "/da/"], set()
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(("/en/work/", "/da/work/", "/en/account/", "/da/account/")):
            continue
        response = reader.get(address)
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        if not is_page or "noindex" in response.get("X-Robots-Tag", ""):
            continue
        found.add(address)
        links = re.findall(r'(?:href|action)="(/(?:en|da)/[^"#?]*)', response.content.decode())
        waiting += [link for link in links if link not in found]
    return found


def test_the_sitemap_is_what_readers_reach_exactly(reader, read, open_site):
    listed = locations(read("/sitemap.xml"))
    assert len(listed) == len(set(listed))
    assert {address.removeprefix("http://testserver") for address in listed} == crawled(reader)


def test_the_sitemap_holds_nothing_that_is_not_public(read, open_site):
    text = read("/sitemap.xml")
    assert "/2021-2024/1.1.1/" in text
    for hidden in ("2031-2034", "/1.1.2/", "quiet-agency"):
        assert hidden not in text


def test_every_address_of_the_sitemap_answers_and_calls_itself_so(read, open_site):
    for address in locations(read("/sitemap.xml")):
        page = read(address.removeprefix("http://testserver"))
        assert f'<link rel="canonical" href="{address}">' in page


def test_every_address_of_the_sitemap_says_what_is_to_be_read_there(read, open_site):
    Wording.objects.filter(commitment__number="1.1.1").delete()
    for address in locations(read("/sitemap.xml")):
        page = read(address.removeprefix("http://testserver"))
        (description,) = re.findall(r'<meta name="description" content="([^"]+)">', page)
        assert f'<meta property="og:description" content="{description}">' in page


def test_a_sitemap_too_long_for_one_file_comes_in_parts(reader, read, open_site, monkeypatch):
    whole = locations(read("/sitemap.xml"))
    monkeypatch.setattr(PublicPages, "limit", 10)
    parts = locations(read("/sitemap.xml"))
    assert len(parts) == -(-len(whole) // 10)
    found = [address for part in parts for address in locations(read(part.removeprefix("http://testserver")))]
    assert found == whole
    for wrong in ("0", "999", "x", "-1"):
        assert reader.get(f"/sitemap.xml?part={wrong}").status_code == 404


def test_a_page_names_itself_in_both_languages_whatever_its_filters(read, open_site):
    page = read(f"{PROGRAMME}?status=fulfilled")
    assert f'<link rel="canonical" href="http://testserver{PROGRAMME}">' in page
    for code in ("da", "en"):
        address = f"http://testserver/{code}/south-korea/2021-2024/"
        assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in page
    assert f'<meta property="og:url" content="http://testserver{PROGRAMME}">' in page
    assert '<meta property="og:locale" content="en_GB">' in page
    assert '<meta property="og:title" content="Joint Action Plan 2021-2024, South Korea">' in page


def test_addresses_are_the_sites_own_where_it_has_one(read, open_site, settings):
    settings.SITE_URL = "https://partnerships.example.org"
    page = read(PROGRAMME)
    assert f'<link rel="canonical" href="https://partnerships.example.org{PROGRAMME}">' in page
    assert "http://testserver" not in page
    assert all(
        address.startswith("https://partnerships.example.org/") for address in locations(read("/sitemap.xml"))
    )


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_shared_page_shows_a_picture_of_the_size_that_is_said(reader, read, open_site, settings, language):
    settings.SITE_URL = "https://partnerships.example.org"
    said = dict(META.findall(read(f"/{language}/south-korea/2021-2024/")))
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image:alt"].startswith(said["og:site_name"])
    picture = reader.get(said["og:image"].removeprefix(settings.SITE_URL))
    content = b"".join(picture)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert len(content) < 60_000
    drawn = Image.open(io.BytesIO(content))
    assert drawn.format == "PNG"
    assert [str(side) for side in drawn.size] == [said["og:image:width"], said["og:image:height"]]


def linked(page):
    """What the page says of itself as linked data, by type."""
    (found,) = LINKED.findall(page)
    data = json.loads(found)
    assert data["@context"] == "https://schema.org"
    return {item["@type"]: item for item in data["@graph"]}


def test_a_programme_tells_its_place_its_period_and_where_its_data_is(read, open_site):
    found = linked(read(PROGRAMME))
    trail = found["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in trail] == ["Partnerships", "South Korea", "Joint Action Plan 2021-2024"]
    assert trail[-1]["item"] == f"http://testserver{PROGRAMME}"
    assert found["CreativeWork"]["identifier"] == "KR-2021"
    assert found["CreativeWork"]["temporalCoverage"] == "2021/2024"
    downloads = [way["contentUrl"] for way in found["Dataset"]["distribution"]]
    assert f"http://testserver{PROGRAMME}commitments.csv" in downloads


def test_a_commitment_tells_its_words_their_language_and_its_programme(read, open_site):
    found = linked(read(f"{PROGRAMME}1.1.1/"))["CreativeWork"]
    assert found["identifier"] == "KR-2021-1.1.1"
    assert (found["text"], found["inLanguage"]) == (
        "Annual ministerial meetings in the Green Growth Alliance.",
        "en",
    )
    assert found["isPartOf"]["url"] == f"http://testserver{PROGRAMME}"


def test_words_that_look_like_markup_stay_words(read, open_site):
    first = open_site.commitments.get(number="1.1.1")
    first.plain_title_en = '</script><script>alert("1")</script> & more'
    first.save()
    page = read(f"{PROGRAMME}1.1.1/")
    assert "<script>alert" not in page
    assert linked(page)["CreativeWork"]["name"] == first.plain_title_en
    assert (
        'content="&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more, KR-2021'
        in page
    )


@pytest.mark.parametrize(
    "address", ["", "south-korea/", "south-korea/2021-2024/", "sector/energy/", "about/data/"]
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_page_describes_itself_in_its_language(read, open_site, language, address):
    page = read(f"/{language}/{address}")
    assert re.search(r'<meta name="description" content="[^"]+">', page)
    assert linked(page)


@pytest.mark.parametrize("address", ["/en/no-such-country/", "/en/account/login/"])
def test_what_is_no_page_to_be_found_has_no_place(reader, open_site, address):
    page = reader.get(address).content.decode()
    assert "<h1" in page
    assert "canonical" not in page
    assert "og:image" not in page
