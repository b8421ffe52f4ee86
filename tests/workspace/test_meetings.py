"""Expected meetings of a recurring commitment: held, postponed, missed, or without a record."""

import re

import pytest

from embassy.models import ChangeSet, SectorTeam
from programmes.actions import activities
from programmes.models import Activity, Commitment, Occurrence, Programme
from tests import factories
from tests.workspace.conftest import address, answers, as_, place


@pytest.fixture
def yearly(first):
    Commitment.objects.filter(pk=first.pk).update(recurrence="annual")
    first.refresh_from_db()
    return first


def url_of(commitment, period="2025"):
    return address("workspace:meeting", *place(commitment), period)


def page_of(person, commitment):
    return as_(person).get(address("workspace:commitment", *place(commitment))).content.decode()


def held(**values):
    return {
        "state": "held",
        "takes_place_on": "2025-06-03",
        "place": "Seoul",
        "outcome": "Themes",
        "version": 0,
        **values,
    }


def test_the_page_lists_every_expected_period(people, yearly):
    text = page_of(people.member, yearly)
    assert text.count("meeting-period") == 3
    assert text.count(">No record<") == 1
    assert text.count(">Expected<") == 2
    assert f'href="{url_of(yearly, "2025")}"' in text
    assert f'href="{url_of(yearly, "2027")}"' not in text  # has not begun


def test_a_meeting_held_becomes_an_activity(people, yearly):
    response = as_(people.member).post(url_of(yearly), held(note="By phone"), follow=True)
    assert "The 2025 meeting is recorded." in response.content.decode()
    occurrence = Occurrence.objects.get()
    assert (occurrence.state, occurrence.period, occurrence.note) == ("held", "2025", "By phone")
    meeting = occurrence.activity
    assert (str(meeting.takes_place_on), meeting.place, meeting.is_public) == ("2025-06-03", "Seoul", False)
    assert meeting.title_en == "Annual ministerial meetings 1 (2025)"
    assert meeting.commitments.get() == yearly
    assert ChangeSet.objects.count() == 1


def test_it_can_be_undone_from_the_next_page(people, yearly):
    client = as_(people.member)
    client.post(url_of(yearly), held())
    assert Occurrence.objects.get().activity == Activity.objects.get()
    client.post(address("workspace:undo", ChangeSet.objects.get().pk))
    assert not Occurrence.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("state", ["postponed", "missed"])
def test_one_that_was_not_held_needs_no_date(people, yearly, state):
    assert as_(people.member).post(url_of(yearly), {"state": state, "version": 0}).status_code == 302
    assert Occurrence.objects.get().state == state
    assert not Activity.objects.exists()


def test_what_is_recorded_can_be_changed_and_keeps_its_activity(people, yearly):
    client = as_(people.member)
    client.post(url_of(yearly), held())
    assert 'value="Seoul"' in client.get(url_of(yearly)).content.decode()
    client.post(url_of(yearly), held(place="Busan", version=1))
    assert Activity.objects.get().place == "Busan"


def test_a_meeting_of_another_mission_as_well_keeps_what_it_says(people, yearly):
    client = as_(people.member)
    client.post(url_of(yearly), held())
    meeting = Activity.objects.get()
    meeting.commitments.add(factories.plan(1, iso2="CN").commitments.get())
    response = client.post(url_of(yearly), held(place="Busan", version=1))
    assert response.status_code == 422
    assert "also carries out a commitment of a mission where you do not work" in response.content.decode()
    assert client.post(url_of(yearly), held(note="Ours alone", version=1)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, Occurrence.objects.get().note) == ("Seoul", "Ours alone")
    assert client.post(url_of(yearly), {"state": "missed", "version": 2}).status_code == 302


@pytest.mark.parametrize("answer", ["held", "missed"])
def test_what_is_sent_twice_is_recorded_once(people, yearly, answer):
    client = as_(people.member)
    sent = held() if answer == "held" else {"state": "missed", "note": "Nobody came.", "version": 0}
    assert [client.post(url_of(yearly), sent).status_code for _time in range(2)] == [302, 302]
    assert Occurrence.objects.get().state == answer
    assert Activity.objects.count() == (answer == "held")
    assert ChangeSet.objects.count() == 1


def test_a_colleagues_record_made_meanwhile_is_shown_and_not_overwritten(people, yearly):
    activities.miss_occurrence(
        yearly, activities.MeetingAnswer(period="2025", note="THEIR-NOTE"), by=people.lead
    )
    response = as_(people.member).post(url_of(yearly), held(outcome="MY-OUTCOME"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "THEIR-NOTE" in text
    assert "MY-OUTCOME" in text
    assert Occurrence.objects.get().state == "missed"
    assert not Activity.objects.exists()
    assert as_(people.member).post(url_of(yearly), held(version=1)).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"state": ""},
        {"state": "maybe"},
        {"takes_place_on": ""},
        {"takes_place_on": "soon"},
        {"takes_place_on": "2026-12"},
        {"version": ""},
        {"note": "n" * 301},
    ],
)
def test_bad_input_is_422_with_the_text_kept(people, yearly, values):
    response = as_(people.member).post(url_of(yearly), held(outcome="KEPT", **values) | values)
    assert response.status_code == 422
    assert "KEPT" in response.content.decode()
    assert not Occurrence.objects.exists()


def test_a_member_shows_nothing_to_the_public_past_their_teams_clearance(people, yearly):
    SectorTeam.objects.update(needs_clearance=True)
    assert as_(people.member).post(url_of(yearly), held(is_public="on")).status_code == 422
    assert as_(people.lead).post(url_of(yearly), held(is_public="on")).status_code == 302


def test_who_may_record(people, yearly):
    assert answers(people, lambda client: client.get(url_of(yearly))) == {
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


@pytest.mark.parametrize("role", ["member", "administrator", "superuser"])
def test_nothing_is_recorded_once_the_programme_is_closed(people, yearly, role):
    Programme.objects.update(closed_at="2026-03-01T00:00Z", closed_by=people.administrator)
    assert as_(getattr(people, role)).post(url_of(yearly), held()).status_code == 403
    Programme.objects.update(closed_at=None, closed_by=None)
    assert as_(getattr(people, role)).post(url_of(yearly), held()).status_code == 302


@pytest.mark.parametrize("role", ["member", "administrator", "superuser"])
def test_nothing_is_recorded_of_a_withdrawn_commitment(people, yearly, role):
    Commitment.objects.filter(pk=yearly.pk).update(withdrawn_on="2026-01-01")
    assert as_(getattr(people, role)).post(url_of(yearly), held()).status_code == 403
    assert not Occurrence.objects.exists()


@pytest.mark.parametrize("period", ["2024", "2028", "2025-Q1", "2025-06", "x", "2025-2026"])
def test_a_period_that_expects_nothing_is_404(people, yearly, period):
    assert as_(people.member).get(f"/en/work/KR-2025/1.1.1/meetings/{period}/").status_code == 404


def test_what_became_of_meetings_is_for_the_mission(people, yearly):
    activities.miss_occurrence(
        yearly, activities.MeetingAnswer(period="2025", note="SICK-MINISTER"), by=people.lead
    )
    assert "SICK-MINISTER" in page_of(people.colleague, yearly)
    assert "SICK-MINISTER" not in page_of(people.elsewhere, yearly)


def test_what_users_wrote_is_escaped(people, yearly):
    as_(people.member).post(url_of(yearly), held(place="<b>X</b>", note="<i>Y</i>"))
    text = page_of(people.member, yearly)
    assert "&lt;b&gt;X&lt;/b&gt;" in text
    assert "&lt;i&gt;Y&lt;/i&gt;" in text
    assert "<b>X" not in text
    assert "<i>Y" not in text


class TestTheAmbiguousWord:
    @pytest.fixture
    def asked(self, first):
        Commitment.objects.filter(pk=first.pk).update(recurrence="biannual")
        first.refresh_from_db()
        return first

    def url(self, commitment):
        return address("workspace:recurrence", *place(commitment))

    def test_is_asked_about_and_answered_by_a_button(self, people, asked):
        assert "What does it mean here?" in page_of(people.member, asked)
        response = as_(people.member).post(self.url(asked), {"recurrence": "semiannual"}, follow=True)
        text = response.content.decode()
        assert text.count("meeting-period") == 6
        assert "What does it mean here?" not in text

    def test_a_members_answer_can_be_undone_by_them(self, people, asked):
        client = as_(people.member)
        client.post(self.url(asked), {"recurrence": "biennial"})
        assert client.post(address("workspace:undo", ChangeSet.objects.get().pk)).status_code == 302
        assert Commitment.objects.get(pk=asked.pk).recurrence == "biannual"

    def test_others_do_not_answer(self, people, asked):
        for who in ("unattached", "elsewhere", "colleague", "other_administrator"):
            response = as_(getattr(people, who)).post(self.url(asked), {"recurrence": "semiannual"})
            assert response.status_code == 403, who

    @pytest.mark.parametrize("answer", ["", "annual", "biannual", "often"])
    def test_another_answer_is_422(self, people, asked, answer):
        assert as_(people.member).post(self.url(asked), {"recurrence": answer}).status_code == 422

    def test_what_was_answered_already_is_409(self, people, asked):
        as_(people.lead).post(self.url(asked), {"recurrence": "biennial"})
        assert as_(people.member).post(self.url(asked), {"recurrence": "semiannual"}).status_code == 409

    def test_it_is_no_page_to_read(self, people, asked):
        assert as_(people.member).get(self.url(asked)).status_code == 405


class TestThePublicPage:
    def read(self, client, commitment):
        return client.get(f"/en/south-korea/2025-2027/{commitment.number}/").content.decode()

    def test_says_of_which_expected_meetings_none_is_published(self, client, yearly):
        assert "Nothing is published here for: 2025." in self.read(client, yearly)

    def test_shows_a_meeting_through_its_activity_and_no_longer_as_missing(self, client, people, yearly):
        as_(people.member).post(url_of(yearly), held(is_public="on"))
        text = self.read(client, yearly)
        assert "Nothing is published here for" not in text
        assert "Annual ministerial meetings 1 (2025)" in text

    def test_says_nothing_of_a_withheld_one(self, client, yearly):
        assert "Nothing is published here for" in self.read(client, yearly)
        Commitment.objects.filter(pk=yearly.pk).update(status_visibility="withheld")
        text = self.read(client, yearly)
        assert str(yearly.plain_title) in text
        assert "Nothing is published here for" not in text

    def test_says_nothing_where_no_meeting_is_expected(self, client, first):
        text = self.read(client, first)
        assert str(first.plain_title) in text
        assert "Nothing is published here for" not in text

    @pytest.mark.parametrize(
        ("state", "words"), [("postponed", "2025: postponed"), ("missed", "2025: not held")]
    )
    def test_says_of_a_meeting_that_was_not_held_that_it_was_not_where_that_is_public(
        self, client, people, yearly, state, words
    ):
        as_(people.member).post(url_of(yearly), {"state": state, "version": 0, "note": "SICK-MINISTER"})
        text = self.read(client, yearly)
        assert words not in text
        assert "Nothing is published here for: 2025." in text  # as if nobody had recorded anything
        form = {"state": state, "version": 1, "note": "SICK-MINISTER", "is_public": "on"}
        assert as_(people.lead).post(url_of(yearly), form).status_code == 302
        text = self.read(client, yearly)
        assert f"<li>{words}</li>" in text
        assert "Nothing is published here for" not in text
        assert "SICK-MINISTER" not in text
        assert "checked" in re.search(r'<input[^>]*name="is_public"[^>]*>', self.form(people.lead, yearly))[0]

    def form(self, person, commitment):
        return as_(person).get(url_of(commitment)).content.decode()

    def test_says_it_in_danish_in_the_words_of_the_glossary(self, client, people, yearly):
        answer = activities.MeetingAnswer(period="2025", is_public=True)
        activities.miss_occurrence(yearly, answer, by=people.lead)
        text = client.get(f"/da/south-korea/2025-2027/{yearly.number}/").content.decode()
        assert "<li>2025: ikke afholdt</li>" in text

    def test_says_nothing_of_one_that_is_not_held_where_the_status_is_withheld(self, client, people, yearly):
        answer = activities.MeetingAnswer(period="2025", is_public=True)
        activities.miss_occurrence(yearly, answer, by=people.lead)
        assert "2025: not held" in self.read(client, yearly)
        Commitment.objects.filter(pk=yearly.pk).update(status_visibility="withheld")
        assert "2025: not held" not in self.read(client, yearly)

    def test_a_member_whose_team_clears_cannot_make_it_public(self, client, people, yearly):
        SectorTeam.objects.update(needs_clearance=True)
        form = {"state": "missed", "version": 0, "is_public": "on"}
        assert as_(people.member).post(url_of(yearly), form).status_code == 422
        assert not Occurrence.objects.exists()

    def test_says_no_word_of_what_colleagues_noted(self, client, people, yearly):
        activities.miss_occurrence(
            yearly, activities.MeetingAnswer(period="2025", note="SICK-MINISTER"), by=people.lead
        )
        text = self.read(client, yearly)
        assert "Nothing is published here for: 2025." in text
        assert "SICK-MINISTER" not in text
        assert "missed" not in text.lower()


def test_one_that_is_missing_is_404(people, plan):
    assert as_(people.lead).get("/en/work/KR-2025/9.9.9/meetings/2025/").status_code == 404


def test_a_factory_of_periods_needs_the_programmes_years(people):
    undated = factories.programme(reference="KR-X", starts_on=None, ends_on=None, slug="x")
    row = factories.commitment(undated, recurrence="annual", owner_team=factories.team())
    assert as_(people.member).get(f"/en/work/KR-X/{row.number}/meetings/2025/").status_code == 404
