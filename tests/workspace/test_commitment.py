"""One commitment as staff see it."""

import datetime as dt
import re

import pytest

from embassy import clock
from programmes.models import Note
from tests import factories
from tests.workspace.conftest import address, answers, as_, place

TOMORROW = dt.timedelta(days=1)


def read(person, commitment):
    return as_(person).get(address("workspace:commitment", *place(commitment))).content.decode()


def test_staff_read_what_is_published(people, first):
    found = answers(people, lambda client: client.get(address("workspace:commitment", *place(first))))
    assert found.pop("anonymous") == 302
    assert set(found.values()) == {200}


def test_an_unpublished_one_is_there_for_its_mission_only(people):
    hidden = factories.plan(1, starts_on="2025", ends_on="2027", is_published=False).commitments.get()
    found = answers(people, lambda client: client.get(address("workspace:commitment", *place(hidden))))
    for who in ("unattached", "elsewhere", "other_administrator"):
        assert found[who] == 404
    for who in ("colleague", "member", "lead", "administrator", "superuser"):
        assert found[who] == 200


@pytest.mark.parametrize("number", ["9.9.9", "1.1"])
def test_one_that_is_missing_is_404(people, first, number):
    assert as_(people.superuser).get(address("workspace:commitment", "KR-2025", number)).status_code == 404


def test_the_official_wording_stands_as_signed(people, first):
    text = read(people.member, first)
    assert "Official wording" in text
    assert '<blockquote lang="en"><p>Annual ministerial meetings in the Green Growth Alliance.</p>' in text


CLEARED = {
    "summary": "PUBLIC-WORDS",
    "internal_note": "INTERNAL-NOTE",
    "assessment": "at_risk",
    "waiting_for": "partner",
}


@pytest.mark.parametrize("who", ["colleague", "member", "lead", "administrator", "superuser"])
def test_the_mission_reads_notes_and_assessment(people, first, who):
    factories.report(first, by=people.member, **CLEARED)
    text = read(getattr(people, who), first)
    assert "PUBLIC-WORDS" in text
    assert "INTERNAL-NOTE" in text
    assert "Assessment: At risk" in text
    assert "Waiting for: Partner side" in text


@pytest.mark.parametrize("who", ["unattached", "elsewhere", "other_administrator"])
def test_staff_elsewhere_read_the_public_report_and_nothing_else(people, first, who):
    factories.report(first, by=people.member, **CLEARED)
    text = read(getattr(people, who), first)
    assert "PUBLIC-WORDS" in text
    for hidden in ("INTERNAL-NOTE", "At risk", "Partner side", "Submitted by"):
        assert hidden not in text


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_what_is_not_public_is_the_teams_and_the_administrators(people, first, state):
    factories.report(first, by=people.member, state=state, summary="NOT-PUBLIC")
    for who in ("member", "lead", "administrator", "superuser"):
        assert "NOT-PUBLIC" in read(getattr(people, who), first), who
    for who in ("unattached", "elsewhere", "colleague", "other_administrator"):
        assert "NOT-PUBLIC" not in read(getattr(people, who), first), who


def test_an_embargo_is_told_in_both_places_times(people, first):
    at = dt.datetime(2026, 3, 13, 11, tzinfo=dt.UTC)
    factories.report(first, by=people.member, summary="UNDER-EMBARGO", effective_at=at)
    text = read(people.member, first)
    assert "Public from 13 March 2026 at 12:00 in Copenhagen, 13 March 2026 at 20:00 in Seoul." in text
    assert "The public page says: Not reported yet." in text
    assert "UNDER-EMBARGO" not in read(people.elsewhere, first)
    assert "Cooperation under way" not in read(people.elsewhere, first)


def test_a_withheld_status_is_not_shown_elsewhere(people, first):
    type(first).objects.filter(pk=first.pk).update(status_visibility="withheld")
    first.refresh_from_db()
    factories.report(first, by=people.member, summary="WITHHELD-WORDS")
    assert "WITHHELD-WORDS" in read(people.member, first)
    assert "Cleared, not published" in read(people.member, first)
    assert "WITHHELD-WORDS" not in read(people.elsewhere, first)
    assert "Cooperation under way" not in read(people.elsewhere, first)


def test_buttons_follow_rights(people, first):
    report = factories.report(first, by=people.member)
    base = "/en/work/KR-2025/1.1.1"
    links = {
        "report": f'href="{base}/report/"',
        "no change": f'action="{base}/no-change/"',
        "edit": ">Edit</a>",
        "propose": ">Propose a change</a>",
        "withdraw": f"{base}/reports/{report.pk}/withdraw/",
    }
    seen = {
        who: {what for what, link in links.items() if link in read(getattr(people, who), first)}
        for who in ("elsewhere", "colleague", "member", "lead", "administrator", "superuser")
    }
    assert seen == {
        "elsewhere": set(),
        "colleague": set(),
        "member": {"report", "no change", "propose"},
        "lead": {"report", "no change", "edit", "withdraw"},
        "administrator": {"edit", "withdraw"},
        "superuser": {"report", "no change", "edit", "withdraw"},
    }


def test_a_withdrawn_commitment_takes_no_reports(people, first):
    type(first).objects.filter(pk=first.pk).update(withdrawn_on=clock.today())
    assert "/report/" not in read(people.member, first)
    assert "Withdrawn from the programme on 12 March 2026" in read(people.member, first)


def test_internal_notes_of_the_editors_stay_in_the_country(people, first):
    Note.objects.create(
        key="doubt", partnership=first.programme.partnership, commitment=first, text_en="DOUBT"
    )
    assert "DOUBT" in read(people.colleague, first)
    assert "DOUBT" not in read(people.elsewhere, first)


def test_words_written_by_users_are_escaped_and_marked_in_their_language(people, first):
    factories.report(first, by=people.member, summary="<b>Møde</b> i Seoul", summary_language="da")
    text = read(people.member, first)
    words = (
        '<span lang="da">&lt;b&gt;Møde&lt;/b&gt; i Seoul</span> <span class="in-language">(in Danish)</span>'
    )
    assert f'<p class="plain-text">{words}</p>' in text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(people, first, method):
    url = address("workspace:commitment", *place(first))
    assert getattr(as_(people.member), method)(url).status_code == 405


def test_where_nothing_was_reported_whoever_reads_all_is_told_so(people, first):
    page = address("workspace:commitment", "KR-2025", first.number)
    for who, words in (("member", "yet"), ("administrator", "yet"), ("elsewhere", "that you may read")):
        assert (
            f"Nothing has been reported {words}." in as_(getattr(people, who)).get(page).content.decode()
        ), who


@pytest.mark.parametrize("who", ["member", "lead"])
def test_where_one_is_leads_to_pages_that_open(people, first, who):
    client = as_(getattr(people, who))
    pages = [
        *(address(f"workspace:{name}", *place(first)) for name in ("commitment", "commitment-report")),
        address("workspace:commitment-history", *place(first)),
        address("workspace:closing", first.programme.reference),
        address("workspace:table", first.programme.reference),
    ]
    found = set()
    for page in pages:
        trail = re.search(r'<nav class="breadcrumb".*?</nav>', client.get(page).content.decode(), re.DOTALL)
        found |= set(re.findall(r'href="([^"]+)"', trail[0]))
    assert len(found) >= 2
    assert {client.get(link).status_code for link in found} == {200}
