"""What is not published answers as if it did not exist, and is named nowhere."""

import pytest

from programmes.models import Commitment, Programme
from programmes.search import entries
from tests import factories

PAGES = [
    "/en/south-korea/",
    "/en/south-korea/2021-2024/",
    "/en/south-korea/2021-2024/1.1.1/",
]


@pytest.mark.parametrize(
    "address",
    [
        "/en/atlantis/",
        "/en/south-korea/1999-2001/",
        "/en/china/2021-2024/",
        "/en/south-korea/2021-2024/9.9.9/",
        "/en/south-korea/2021-2024/text/",
        "/en/sector/alchemy/",
        "/en/sdg/18/",
        "/en/organisation/nobody/",
    ],
)
def test_what_does_not_exist_is_404_in_our_dress(reader, plan, address):
    response = reader.get(address)
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_of_an_unpublished_partnership_answers(reader, plan, address):
    plan.partnership.is_published = False
    plan.partnership.save()
    assert reader.get(address).status_code == 404


def test_an_unpublished_partnership_is_not_on_the_front_page(read, plan):
    assert "South Korea" in read("/en/")
    plan.partnership.is_published = False
    plan.partnership.save()
    assert "South Korea" not in read("/en/")


@pytest.mark.parametrize("address", PAGES[1:])
def test_an_unpublished_programme_does_not_answer(reader, plan, address):
    Programme.objects.update(is_published=False)
    assert reader.get(address).status_code == 404


def test_an_unpublished_programme_is_not_named_on_the_country_page(read, plan):
    Programme.objects.update(title_en="Secret plan")
    assert "Secret plan" in read("/en/south-korea/")
    Programme.objects.update(is_published=False)
    assert "Secret plan" not in read("/en/south-korea/")


def test_an_unpublished_commitment_is_neither_listed_nor_counted_nor_shown(reader, read, plan):
    Commitment.objects.filter(number="1.1.2").update(is_published=False, plain_title_en="Secret undertaking")
    page = read("/en/south-korea/2021-2024/")
    assert "Secret undertaking" not in page
    assert "2 commitments" in page
    assert reader.get("/en/south-korea/2021-2024/1.1.2/").status_code == 404
    assert "Secret undertaking" not in read("/en/south-korea/2021-2024/1.1.1/")
    entries.rebuild()
    found = read("/en/search/?q=annual")
    assert "Secret undertaking" not in found
    assert 'Commitments <span class="found-count">2</span>' in found


def test_an_unpublished_successor_does_not_make_the_programme_succeeded(read, plan):
    factories.programme(
        starts_on="2025", ends_on="2028", predecessor=plan, is_published=False, reference="KR-2025"
    )
    assert "No successor is recorded here" in read("/en/south-korea/")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_report_that_is_not_cleared_is_not_public(read, plan, state):
    factories.report(plan.commitments.first(), state=state, summary="Whispered words.")
    assert "Whispered words" not in read("/en/south-korea/2021-2024/1.1.1/")
    assert "None of the 3 commitments has a published status." in read("/en/south-korea/2021-2024/")


def test_notes_for_colleagues_assessment_and_who_wrote_are_not_public(read, plan):
    writer = factories.user("secretwriter", first_name="Hemmelig", last_name="Skribent")
    factories.report(
        plan.commitments.first(),
        by=writer,
        internal_note="Between us.",
        assessment="off_track",
        waiting_for="partner",
    )
    page = read("/en/south-korea/2021-2024/1.1.1/")
    assert "The sides met in Seoul." in page
    for kept in ("Between us", "Off track", "Waiting for", "Hemmelig", "secretwriter"):
        assert kept not in page


def test_assessment_is_shown_where_the_programme_says_so(read, plan):
    Programme.objects.update(publishes_assessment=True, publishes_waiting_for=True)
    factories.report(plan.commitments.first(), assessment="at_risk", waiting_for="partner")
    page = read("/en/south-korea/2021-2024/1.1.1/")
    assert "At risk" in page
    assert "Waiting for: Partner side" in page


def test_the_partners_reports_are_shown_only_where_the_programme_says_so(read, plan):
    factories.report(plan.commitments.first(), side="partner", summary="Seen from Seoul.")
    assert "Seen from Seoul" not in read("/en/south-korea/2021-2024/1.1.1/")
    Programme.objects.update(publishes_partner_view=True)
    assert "Seen from Seoul" in read("/en/south-korea/2021-2024/1.1.1/")


def test_restricted_documents_and_internal_notes_are_not_public(read, plan):
    factories.document(title_en="Restricted minutes", is_public=False)
    plan.partnership.notes.create(key="doubt", text_en="The editors doubt this.", audience="internal")
    plan.partnership.notes.create(key="known", text_en="Readers should know this.", audience="public")
    page = read("/en/south-korea/")
    assert "Restricted minutes" not in page
    assert "The editors doubt this" not in page
    assert "Readers should know this." in page
