"""The list that staff begin with: what needs them now, and why."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.models import BasisAgreement, BasisListing, Proposal
from tests import factories
from tests.workspace.conftest import address, answers, as_

LAST_MONTH = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)
LAST_SUMMER = dt.datetime(2025, 6, 1, 10, tzinfo=dt.UTC)


def page_of(person, **parameters):
    response = as_(person).get(address("workspace:my-team", **parameters))
    assert response.status_code == 200
    return response


def text_of(response):
    return " ".join(response.content.decode().split())


def test_everyone_who_is_signed_in_has_a_list(people, plan):
    found = answers(people, lambda client: client.get(address("workspace:my-team")))
    assert found.pop("anonymous") == 302
    assert set(found.values()) == {200}


def test_signed_out_leads_to_sign_in_and_back(client, db):
    response = client.get(address("workspace:my-team"))
    assert response["Location"] == "/en/account/login/?next=/en/work/"


def test_the_heading_and_the_title_say_how_many_need_the_team(people, plan):
    response = page_of(people.member)
    assert "<h1>Energy: 3 items need attention</h1>" in text_of(response)
    assert "<title>Energy: 3 items need attention" in text_of(response)
    assert "Never reported" in text_of(response)


def test_nothing_needs_the_team_when_all_was_reported_lately(people, plan):
    for commitment in plan.commitments.all():
        factories.report(commitment, by=people.member, at=LAST_MONTH)
    response = page_of(people.member)
    assert "<h1>You have nothing to do right now</h1>" in text_of(response)
    assert "3 more, no action needed" in text_of(response)


def test_a_report_of_last_summer_has_grown_old(people, first):
    factories.report(first, by=people.member, at=LAST_SUMMER)
    text = text_of(page_of(people.member))
    assert "Last reported 9 months ago" in text
    assert "Under way, as of 1 June 2025" not in text  # it is a continuing commitment, and speaks as one
    assert "Cooperation under way, as of 1 June 2025" in text
    assert "No change since 1 June 2025" in text


def test_a_deadline_that_passed_or_comes_this_month_is_due(people, plan):
    one, two, three = plan.commitments.order_by("position")
    for commitment, due_on in (
        (one, dt.date(2026, 3, 3)),
        (two, dt.date(2026, 3, 28)),
        (three, dt.date(2026, 4, 1)),
    ):
        factories.report(commitment, by=people.member, at=LAST_SUMMER if commitment != three else LAST_MONTH)
        type(commitment).objects.filter(pk=commitment.pk).update(due_on=due_on)
    text = text_of(page_of(people.member))
    assert "Deadline passed 3 March" in text
    assert "Deadline 28 March" in text
    assert "Deadline 1 April" not in text
    assert "Energy: 2 items need attention" in text


def test_a_deadline_that_comes_is_settled_by_reporting_near_it_and_one_that_passed_by_the_end(people, first):
    today = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)
    type(first).objects.filter(pk=first.pk).update(due_on=dt.date(2026, 3, 28))
    factories.report(first, by=people.member, at=today)
    assert "Deadline 28 March" not in text_of(page_of(people.member))
    type(first).objects.filter(pk=first.pk).update(due_on=dt.date(2026, 2, 1))
    assert "Deadline passed 1 February" in text_of(page_of(people.member))
    factories.report(first, by=people.member, at=today, status="fulfilled")
    assert "Deadline passed 1 February" not in text_of(page_of(people.member))


def test_a_returned_report_comes_with_its_note_and_leads_back_to_it(people, first):
    returned = factories.report(
        first, by=people.member, state="returned", at=LAST_MONTH, return_note="Which day?"
    )
    text = text_of(page_of(people.member))
    assert "Returned 20 February" in text
    assert "Which day?" in text
    assert f"/en/work/KR-2025/1.1.1/report/?report={returned.pk}" in text


def test_a_returned_report_is_settled_when_somebody_has_reported_since(people, first):
    factories.report(first, by=people.member, state="returned", at=LAST_SUMMER)
    assert "Returned 1 June" in text_of(page_of(people.member))
    factories.report(first, by=people.lead, at=LAST_MONTH)
    assert "Returned 1 June" not in text_of(page_of(people.member))


def test_a_draft_is_its_writers_alone(people, first):
    factories.report(first, by=people.member, state="draft", at=LAST_MONTH)
    assert "Draft from 20 February" in text_of(page_of(people.member))
    assert "Draft from" not in text_of(page_of(people.lead))


def test_a_programme_that_has_ended_is_one_banner(people):
    ended = factories.plan(69, starts_on="2021", ends_on="2024")
    last = ended.commitments.get(number="1.1.69")
    factories.report(last, by=people.member, at=LAST_MONTH, is_final=True)
    response = page_of(people.member)
    text = text_of(response)
    assert "<h1>Energy: 1 item needs attention</h1>" in text
    assert "South Korea 2021–2024 has ended. Final status given: 1 of 69." in text
    assert 'href="/en/work/KR-2021/closing/1.1.1/">Continue</a>' in text
    assert text.count("button-primary") == 1
    assert "<details" in text.split("Continue</a>")[1]


def test_an_ended_programme_with_every_final_status_rests(people):
    ended = factories.plan(1, starts_on="2021", ends_on="2024")
    factories.report(ended.commitments.get(), by=people.member, is_final=True, at=LAST_SUMMER)
    text = text_of(page_of(people.member))
    assert "You have nothing to do right now" in text
    assert "Final status given: 1 of 1." in text


def test_what_waits_for_clearance_is_shown_to_those_who_clear(people, first):
    type(first.owner_team).objects.update(needs_clearance=True)
    waiting = factories.report(first, by=people.member, state="submitted", at=LAST_MONTH)
    link = f"/en/work/KR-2025/1.1.1/reports/{waiting.pk}/clear/"
    for person in (people.lead, people.administrator, people.superuser):
        assert link in text_of(page_of(person)), person
    for person in (people.member, people.colleague, people.other_administrator):
        assert link not in text_of(page_of(person)), person


def test_proposals_are_shown_to_those_who_decide(people, first):
    made = Proposal.objects.create(
        commitment=first, values={"plain_title_en": "New"}, from_version=1, proposed_by=people.member,
        proposed_at=LAST_MONTH,
    )  # fmt: skip
    link = f"/en/work/KR-2025/1.1.1/proposals/{made.pk}/"
    assert link in text_of(page_of(people.lead))
    assert link in text_of(page_of(people.administrator))
    assert link not in text_of(page_of(people.member))


def test_somebody_in_two_teams_sees_each(people, plan):
    health = factories.team(slug="health")
    factories.membership(people.member, "member", of=health)
    factories.commitment(plan, owner_team=health, number="2")
    text = text_of(page_of(people.member))
    assert "<h1>4 items need your attention</h1>" in text
    assert "Energy: 3 items need attention" in text
    assert "Health: 1 item needs attention" in text


def test_whoever_is_in_no_team_is_told_so(people, plan):
    assert "You are not in a sector team yet." in text_of(page_of(people.unattached))


def test_a_membership_that_has_ended_shows_nothing(people, plan):
    people.member.memberships.update(until_on=dt.date(2026, 3, 11))
    assert "You are not in a sector team yet." in text_of(page_of(people.member))


def test_administrators_see_the_programmes_of_their_mission(people, plan):
    assert "/en/work/KR-2025/" in text_of(page_of(people.administrator))
    assert "/en/work/KR-2025/" in text_of(page_of(people.superuser))
    assert "/en/work/KR-2025/" not in text_of(page_of(people.other_administrator))


def test_the_number_of_queries_does_not_grow(people, plan):
    def queries(person):
        browser = as_(person)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address("workspace:my-team"))
        return len(captured)

    few = {who: queries(getattr(people, who)) for who in ("member", "lead", "superuser")}
    more = factories.plan(30, starts_on="2026", ends_on="2028")
    for commitment in more.commitments.all()[:9]:
        factories.report(commitment, by=people.member, at=LAST_MONTH)
        factories.report(commitment, by=people.member, state="submitted", at=LAST_MONTH)
    many = {who: queries(getattr(people, who)) for who in few}
    assert many == few
    assert max(many.values()) <= 22


def test_demonstration_data_is_said_to_be_so(people, plan):
    banner = "Demonstration data. Not a statement by any government."
    assert banner not in text_of(page_of(people.member))
    type(people.member.memberships.get().team).objects.update(is_demo=True)
    assert banner in text_of(page_of(people.member))


def test_it_speaks_danish(people, plan):
    assert page_of(people.member, language="da").content.decode().count('lang="da"')


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_only_reads(people, method):
    assert getattr(as_(people.member), method)(address("workspace:my-team")).status_code == 405


def test_no_browser_keeps_it(people, plan):
    assert "no-store" in page_of(people.member)["Cache-Control"]


def test_every_reason_is_said_and_the_most_urgent_decides_the_place(people, first):
    type(first).objects.filter(pk=first.pk).update(due_on=dt.date(2026, 2, 1))
    text = text_of(page_of(people.member))
    assert "Deadline passed 1 February · Never reported" in text
    assert text.index("Deadline passed <span") < text.index("Never reported <span")


def test_ones_own_come_first(people, plan):
    last = plan.commitments.get(number="1.1.3")
    type(last).objects.filter(pk=last.pk).update(owner=people.member)
    text = text_of(page_of(people.member))
    assert text.index("/en/work/KR-2025/1.1.3/") < text.index("/en/work/KR-2025/1.1.1/")


@pytest.mark.parametrize(
    ("tail", "numbers"),
    [
        ("?owner=me", {"1.1.2"}),
        ("?reason=never_reported", {"1.1.2", "1.1.3"}),
        ("?reason=stale", {"1.1.1"}),
        ("?programme=KR-2025", {"1.1.1", "1.1.2", "1.1.3"}),
        ("?programme=CN-2023", set()),
        ("?area=1", {"1.1.1", "1.1.2", "1.1.3"}),
        ("?area=2", set()),
        ("?area=x&reason=zzz&owner=you", {"1.1.1", "1.1.2", "1.1.3"}),
    ],
)
def test_the_address_narrows_it(people, plan, first, tail, numbers):
    factories.report(first, by=people.member, at=LAST_SUMMER)
    plan.commitments.filter(number="1.1.2").update(owner=people.member)
    text = as_(people.member).get(f"/en/work/{tail}").content.decode()
    assert {n for n in ("1.1.1", "1.1.2", "1.1.3") if f"/en/work/KR-2025/{n}/report/" in text} == numbers


def test_three_hundred_are_folded_without_a_form_each(people):
    large = factories.plan(60, starts_on="2025", ends_on="2027")
    for commitment in large.commitments.all():
        factories.report(commitment, by=people.member, at=LAST_SUMMER, refresh=False)
    factories.current.rebuild(at=dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC))
    text = text_of(page_of(people.member))
    assert "<h1>Energy: 60 items need attention</h1>" in text
    assert "48 more" in text
    assert text.count('name="submission_key"') == 12


def test_a_basis_that_ends_before_its_programme_is_told_once_to_those_who_lead(people, plan):
    culture = BasisAgreement.objects.create(key="c", kind="mou", title_en="MoU", valid_until="2026")
    BasisListing.objects.create(programme=plan, instrument=culture, position=1, listed_as="MoU on Culture")
    words = "“MoU on Culture” ends 2026, before the programme."
    for person in (people.lead, people.administrator):
        assert text_of(page_of(person)).count(words) == 1
    assert words not in text_of(page_of(people.member))


def test_a_status_under_embargo_says_so(people, first):
    until = clock.now() + dt.timedelta(days=3)
    report = factories.report(first, by=people.member)
    assert "under embargo" not in as_(people.member).get("/en/work/").text
    type(report).objects.filter(pk=report.pk).update(effective_at=until)
    assert "(under embargo until 15 March 2026" in as_(people.member).get("/en/work/").text


def test_filters_say_what_programmes_and_areas_are_called(people, plan):
    health = factories.plan(
        1, starts_on="2028", ends_on="2029", owner_team=plan.commitments.first().owner_team
    )
    health.areas.update(title_en="Health")
    text = text_of(page_of(people.member))
    assert '<option value="KR-2025">South Korea 2025–2027</option>' in text
    assert '<option value="1">1 Sustainability / Health</option>' in text
    assert '<option value="1" selected>' in as_(people.member).get("/en/work/?area=1").content.decode()


def test_a_desk_tells_a_list_from_a_summary_apart_and_names_a_programme_once(people, plan):
    factories.plan(2, starts_on="2021", ends_on="2024", is_complete=False)
    undated = factories.programme("KR", reference="KR-GSP", slug="gsp", starts_on=None, ends_on=None)
    type(undated).objects.filter(pk=undated.pk).update(title_en="Plan under preparation")
    text = text_of(page_of(people.administrator))
    assert text.count("from a summary, not the whole text") == 1
    assert text.count("Plan under preparation") == 1
