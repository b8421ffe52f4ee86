"""Nothing that is not for everyone is found on any page that anyone can reach, however they ask."""

import pytest
from django.urls import reverse
from django.utils import translation

from programmes.statuses import Assessment
from tests.access.canaries import gone, stored, undecided
from tests.access.crawl import Crawl
from tests.access.guesses import interface_guesses, one_a_place, public_guesses

pytestmark = pytest.mark.django_db
OUTSIDE_LANGUAGES = [
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/was",
    "/healthz",
    "/readyz",
    "/.well-known/security.txt",
    "/api/",
    "/api/openapi.json",
    "/api/dump.zip",
    "/api/partnerships",
    "/api/programmes",
    "/api/commitments",
    "/api/organisations",
]


def test_every_text_field_is_public_or_holds_a_canary(world):
    assert undecided(world.garden) == []
    assert gone() == []


def test_every_canary_is_in_the_database(world, tried):
    missing = [canary for canary in world.garden.canaries if not stored(canary)]
    assert missing == []
    tried(f"{len(world.garden.canaries)} canaries in {len({c.place for c in world.garden.canaries})} columns")


def crawl_as_the_public(world):
    """Everything that a reader without an account can reach, and much that they can only guess."""
    crawl = Crawl(world.garden)
    public = ("/da/", "/en/")
    found = crawl.follow(*public, *OUTSIDE_LANGUAGES, within=("/",))
    pages = sorted(address for address in found if address.startswith(public) and "?" not in address)
    for address in pages:
        crawl.fetch(address, "post")
    for canary in one_a_place(world):
        for address in (
            f"/en/{canary.text}/",
            f"/en/south-korea/{canary.text}/",
            f"/en/organisation/{canary.text}/",
        ):
            crawl.fetch(address)
    for address in [*public_guesses(world), *interface_guesses(world)]:
        crawl.fetch(address)
    return crawl


def test_no_public_page_shows_a_canary(world, tried):
    crawl = crawl_as_the_public(world)
    assert crawl.leaks == []
    assert crawl.broken == []
    answers = ", ".join(f"{number:,} × {status}" for status, number in sorted(crawl.read.items()))
    tried(f"{crawl.read.total():,} public requests looked through for canaries ({answers})")
    assert crawl.read[200] > 100


def test_the_crawl_reaches_every_kind_of_public_page(world):
    """A crawl that follows no links would find nothing either."""
    found = Crawl(world.garden).follow("/en/", "/da/", within=("/en/", "/da/"))
    with translation.override("en"):
        for row in (world.partnership, world.programme, world.shown, world.withheld, world.organisation):
            assert row.get_absolute_url() in found
            assert row.get_absolute_url().replace("/en/", "/da/") in found
        for page in (world.programme, world.organisation, world.sector, world.sdg):
            files = [f"commitments.{format}" for format in ("csv", "xlsx", "json")]
            assert {f"{page.get_absolute_url()}{file}" for file in [*files, "changes.atom"]} <= found
        assert f"{world.partnership.get_absolute_url()}calendar.ics" in found


def test_a_search_for_a_secret_finds_as_little_as_one_for_nonsense(world):
    for address in ("/en/search/?q=", "/en/south-korea/2021-2024/?q="):
        nonsense = Crawl(world.garden).fetch(f"{address}nonsense99x")[1].replace("nonsense99x", "")
        for canary in one_a_place(world):
            secret = Crawl(world.garden).fetch(f"{address}{canary.text}")[1].replace(canary.text, "")
            assert _without_validators(secret) == _without_validators(nonsense), canary


def _without_validators(text):
    """The ETag differs, since the words that were asked for are on the page."""
    return [line for line in text.splitlines() if not line.startswith(("ETag:", "Content-Length:"))]


@pytest.mark.parametrize("language", ["da", "en"])
def test_an_assessment_is_not_told_to_the_public(world, language):
    with translation.override(language):
        words = str(Assessment.OFF_TRACK.label)
        for row in (world.partnership, world.programme, world.shown, world.second):
            response, text = Crawl(world.garden).fetch(row.get_absolute_url())
            assert response.status_code == 200
            assert words not in text
            assert "off_track" not in text


def test_a_page_that_breaks_says_nothing_of_what_it_was_doing(world, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError(f"While reading {world.draft.title_en}")

    monkeypatch.setattr("programmes.public.views.front_page", breaks)
    crawl = Crawl(world.garden)
    response, _text = crawl.fetch("/en/")
    assert response.status_code == 500
    assert crawl.leaks == []


# What names.md lets each of them see beyond what is public, by kind of secret.
SEES = {
    "unattached": ("person", "list"),
    "elsewhere": ("person", "list"),
    "colleague": ("person", "list", "note", "unpublished"),
    "other_administrator": ("person", "list", "beijing"),
}


@pytest.mark.parametrize("role", SEES)
def test_staff_see_only_what_the_table_lets_them_see(world, role, tried):
    crawl = crawl_as_staff(world, role)
    assert crawl.leaks == []
    assert crawl.broken == []
    assert crawl.read[200] > 50
    tried("requests by staff looked through for canaries", crawl.read.total())


def crawl_as_staff(world, role):
    reader = getattr(world.cast, role)
    crawl = Crawl(world.garden, allowed=SEES[role], own=reader, cookies=world.cookies[role])
    crawl.follow("/en/work/", "/da/work/", "/admin/", within=("/en/work/", "/da/work/", "/admin/"))
    for address in _staff_guesses(world):
        crawl.fetch(address)
    return crawl


def _staff_guesses(world):
    """Pages of reports and proposals, whoever may see them."""
    found = [f"/en/work/?unsent={world.unsent.pk}", f"/admin/?unsent={world.unsent.pk}"]
    with translation.override("en"):
        for commitment in (world.shown, world.second, world.withheld, world.hidden, world.draft_commitment):
            where = [commitment.programme.reference, commitment.number]
            form = reverse("workspace:commitment-report", args=where)
            found += [
                reverse("workspace:commitment", args=where),
                form,
                f"{form}?unsent={world.unsent.pk}",
                reverse("workspace:commitment-edit", args=where),
            ]
            for report in commitment.reports.all():
                found += [f"{form}?report={report.pk}", f"{form}?corrects={report.pk}"]
                for name in ("report-clear", "report-return", "report-withdraw"):
                    found.append(reverse(f"workspace:{name}", args=[*where, report.pk]))
            for proposal in commitment.proposals.all():
                found.append(reverse("workspace:proposal", args=[*where, proposal.pk]))
    return found
