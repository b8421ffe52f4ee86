"""Several at once: a table to report in, each row with its own outcome, and one step for a selection."""

import uuid

import pytest

from embassy.models import ChangeSet, SectorTeam
from programmes.models import Commitment, StatusReport
from tests import factories
from tests.html_forms import forms_in, summary_fault
from tests.workspace.conftest import address, answers, as_

URL = "/en/work/KR-2025/table/?area=1"


@pytest.fixture
def rows(plan):
    return list(plan.commitments.order_by("position"))


def row_data(row, *, last_seen=0, key=None, **values):
    """What a browser sends for one row."""
    sent = {"submission_key": key or uuid.uuid4(), "last_seen": last_seen, **values}
    return {"row": [str(row.pk)], **{f"r{row.pk}-{name}": str(value) for name, value in sent.items()}}


def together(*parts, **more):
    """The rows of a table as one form."""
    data = {}
    for part in parts:
        keys = data.get("row", []) + part["row"]
        data |= part | {"row": keys}
    return data | {"summary_language": "en"} | more


def reported(text="", status="under_way"):
    return {"status": status, "summary": text}


def test_who_may_open_it(people, plan):
    found = answers(people, lambda client: client.get(URL))
    assert found == {
        "anonymous": 302,
        "unattached": 403,
        "elsewhere": 403,
        "colleague": 403,
        "member": 200,
        "lead": 200,
        "administrator": 200,
        "other_administrator": 403,
        "superuser": 200,
    }


def test_the_last_status_stands_beside_each_row(people, plan, rows):
    factories.report(rows[0], by=people.lead, summary="Talks began in Seoul.")
    text = as_(people.member).get(URL).content.decode()
    assert "Talks began in Seoul." in text
    assert text.count('name="row"') == 3
    assert "Give the ticked ones to" not in text


def test_a_track_narrows_it_and_a_choice_is_offered(people, plan, rows):
    other = factories.track(rows[0].area, position=2)
    Commitment.objects.filter(pk=rows[2].pk).update(track=other)
    text = as_(people.member).get(f"{URL}&track=2").content.decode()
    assert f'name="row" value="{rows[2].pk}"' in text
    assert f'name="row" value="{rows[0].pk}"' not in text
    assert "?area=1&amp;track=1" in text or "?area=1&track=1" in text


@pytest.mark.parametrize("tail", ["?area=x&track=-1", "?area=99", "?area=1&page=zzz", "?area=" + "9" * 40])
def test_an_odd_address_still_answers(people, plan, tail):
    assert as_(people.member).get(f"/en/work/KR-2025/table/{tail}").status_code == 200


def test_rows_are_saved_as_one_change_set_that_can_be_undone(people, plan, rows):
    data = together(
        row_data(rows[0], **reported("One.")), row_data(rows[1], **reported("Two.")), row_data(rows[2])
    )
    before = ChangeSet.objects.count()
    response = as_(people.member).post(URL, data, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    text = response.content.decode()
    assert "2 rows are saved." in text
    assert ChangeSet.objects.count() == before + 1
    change = ChangeSet.objects.order_by("-pk").first()
    undo = address("workspace:undo", change.pk)
    assert undo in text
    assert as_(people.member).post(undo).status_code == 302
    assert StatusReport.objects.submitted_or_cleared().count() == 0


def test_a_bad_row_stays_as_it_was_written_and_the_others_are_saved(people, plan, rows):
    data = together(
        row_data(rows[0], **reported("Good words.")), row_data(rows[1], summary="WORDS-WITHOUT-STATUS")
    )
    response = as_(people.member).post(URL, data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "WORDS-WITHOUT-STATUS" in text
    assert "Choose a status." in text
    assert "1 row is saved." in text
    assert StatusReport.objects.get().summary == "Good words."


def test_a_colleagues_report_made_meanwhile_is_shown_and_ones_own_text_kept(people, plan, rows):
    theirs = factories.report(rows[0], by=people.lead, summary="THEIR-WORDS")
    data = together(row_data(rows[0], **reported("MY-WORDS")), row_data(rows[1], **reported("Two.")))
    response = as_(people.member).post(URL, data)
    text = response.content.decode()
    assert response.status_code == 409
    assert "THEIR-WORDS" in text
    assert "MY-WORDS" in text
    assert f'name="r{rows[0].pk}-last_seen" value="{theirs.pk}"' in text
    assert set(StatusReport.objects.values_list("summary", flat=True)) == {"THEIR-WORDS", "Two."}
    again = together(row_data(rows[0], last_seen=theirs.pk, **reported("MY-WORDS")))
    assert as_(people.member).post(URL, again).status_code == 302
    assert StatusReport.objects.filter(commitment=rows[0]).submitted_or_cleared().count() == 2


def test_sent_twice_it_counts_once(people, plan, rows):
    data = together(row_data(rows[0], **reported("Once.")))
    for _time in range(2):
        assert as_(people.member).post(URL, data).status_code == 302
    assert StatusReport.objects.count() == 1


def test_a_row_that_is_not_ones_own_any_more_keeps_its_words(people, plan, rows):
    Commitment.objects.filter(pk=rows[0].pk).update(owner_team=factories.team(slug="health"))
    data = together(row_data(rows[0], **reported("LATE-WORDS")), row_data(rows[1], **reported("Two.")))
    response = as_(people.member).post(URL, data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "LATE-WORDS" in text
    assert "You can no longer report on this" in text
    assert StatusReport.objects.get().commitment == rows[1]


def test_nothing_written_is_said(people, plan, rows):
    response = as_(people.member).post(URL, together(row_data(rows[0])))
    assert response.status_code == 422
    assert "You have not written anything yet." in response.content.decode()


def test_what_waits_for_clearance_is_counted(people, plan, rows):
    SectorTeam.objects.filter(pk=rows[0].owner_team_id).update(needs_clearance=True)
    data = together(row_data(rows[0], **reported("One.")))
    assert "1 waits for clearance." in as_(people.member).post(URL, data, follow=True).content.decode()


def test_no_change_for_a_selection(people, plan, rows):
    last = factories.report(rows[0], by=people.lead)
    data = together(
        row_data(rows[0], last_seen=last.pk),
        row_data(rows[1]),
        ticked=[rows[0].pk, rows[1].pk],
        no_change="1",
    )
    for _time in range(2):
        response = as_(people.member).post(URL, data)
        assert response.status_code == 422
        assert "Nothing has been reported on this commitment yet" in response.content.decode()
    assert [one.confirms for one in StatusReport.objects.filter(submitted_by=people.member)] == [last]


def test_no_change_leaves_a_row_with_words_alone(people, plan, rows):
    last = factories.report(rows[0], by=people.lead)
    data = together(
        row_data(rows[0], last_seen=last.pk, summary="HALF-WRITTEN"), ticked=[rows[0].pk], no_change="1"
    )
    text = as_(people.member).post(URL, data).content.decode()
    assert "HALF-WRITTEN" in text
    assert "save it, or empty the row" in text
    assert StatusReport.objects.count() == 1


def test_a_selection_is_needed(people, plan, rows):
    for step in ({"no_change": "1"}, {"reassign": "1", "owner": "nobody"}):
        response = as_(people.lead).post(URL, together(row_data(rows[0]), **step))
        assert response.status_code == 422
        assert "Tick the rows" in response.content.decode()


def test_a_lead_gives_a_selection_to_somebody_and_undoes_it(people, plan, rows):
    data = together(
        *(row_data(row) for row in rows),
        ticked=[rows[0].pk, rows[1].pk],
        reassign="1",
        owner=people.member.pk,
    )
    response = as_(people.lead).post(URL, data, follow=True)
    assert "2 rows are saved." in response.content.decode()
    assert Commitment.objects.filter(owner=people.member).count() == 2
    change = ChangeSet.objects.order_by("-pk").first()
    assert as_(people.lead).post(address("workspace:undo", change.pk)).status_code == 302
    assert Commitment.objects.filter(owner=people.member).count() == 0


def test_giving_keeps_what_was_being_written(people, plan, rows):
    data = together(
        row_data(rows[0]), row_data(rows[1], summary="HALF-WRITTEN"),
        ticked=[rows[0].pk], reassign="1", owner=people.member.pk,
    )  # fmt: skip
    response = as_(people.lead).post(URL, data)
    assert response.status_code == 200
    assert "HALF-WRITTEN" in response.content.decode()
    assert Commitment.objects.get(pk=rows[0].pk).owner == people.member


def test_a_member_gives_nothing_away_and_nobody_outside_the_team_gets_any(people, plan, rows):
    data = together(row_data(rows[0]), ticked=[rows[0].pk], reassign="1", owner=people.member.pk)
    assert as_(people.member).post(URL, data).status_code == 422
    outside = data | {"owner": people.elsewhere.pk}
    assert as_(people.lead).post(URL, outside).status_code == 422
    assert Commitment.objects.filter(owner__isnull=False).count() == 0


def test_the_cost_does_not_grow_with_the_rows(people, plan, rows, django_assert_max_num_queries):
    for number in range(4, 30):
        factories.commitment(
            plan,
            area=rows[0].area,
            track=rows[0].track,
            number=f"1.1.{number}",
            owner_team=rows[0].owner_team,
        )
    client = as_(people.member)
    client.get(URL)
    with django_assert_max_num_queries(16):
        client.get(URL)


def test_a_row_that_is_not_there_any_more_is_shown_to_be_copied(people, plan, rows):
    browser = as_(people.member)
    form = forms_in(browser.get(URL).text)[-1]
    data = form.fields | {
        f"r{rows[0].pk}-status": "under_way", f"r{rows[0].pk}-summary": "Of a row that stayed.",
        f"r{rows[1].pk}-summary": "OF-A-ROW-THAT-WENT",
    }  # fmt: skip
    Commitment.objects.filter(pk=rows[1].pk).update(programme=factories.programme())
    response = browser.post(URL, data)
    assert response.status_code == 409
    assert "OF-A-ROW-THAT-WENT" in response.text
    assert StatusReport.objects.get().summary == "Of a row that stayed."


def test_a_refused_row_stands_in_the_summary_which_has_the_focus(people, plan, rows):
    data = together(row_data(rows[0], **reported("Good.")), row_data(rows[1], summary="Without a status."))
    response = as_(people.member).post(URL, data)
    assert summary_fault(response) == ""
    assert f'<a href="#id_r{rows[1].pk}-status">1.1.2 – Not saved yet.</a> Choose a status.' in response.text
