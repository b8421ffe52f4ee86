"""Handover: sheets, notes, and giving everything to somebody else in one step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.models import ChangeSet
from programmes.actions.handover import save_handover_note
from programmes.models import Commitment, HandoverNote, Responsibility
from tests import factories
from tests.workspace.conftest import address, answers, as_

TEAM, PERSON = "workspace:handover-team", "workspace:handover-person"


@pytest.fixture
def energy(people):
    return people.member.memberships.get().team


@pytest.fixture
def followed(people, plan):
    """The member follows two of the three."""
    rows = list(plan.commitments.all()[:2])
    Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(owner=people.member)
    return rows


def read(person, name, pk):
    return as_(person).get(address(name, pk)).content.decode()


class TestSheets:
    def test_a_teams_sheet_says_what_is_open_and_why_and_whom_to_talk_to(self, people, plan, energy):
        first, second, _third = plan.commitments.all()
        Commitment.objects.filter(pk=first.pk).update(due_on="2026-02-01")
        Commitment.objects.filter(pk=second.pk).update(due_on="2026-04-15")
        agency = factories.organisation("Danish Energy Agency", acronym="DEA")
        Responsibility.objects.create(commitment=first, organisation=agency, side="danish")
        type(energy.mission).objects.update(phone="+82 2 795 4187")
        text = read(people.member, TEAM, energy.pk)
        assert "Deadline passed 1 February" in text
        assert "Never reported" in text
        assert "15 April 2026" in text
        assert "Danish Energy Agency (DEA)" in text
        assert "+82 2 795 4187" in text
        assert "lead" in text

    def test_what_is_done_with_is_counted_and_not_listed(self, people, plan, energy):
        first = plan.commitments.first()
        factories.report(first, by=people.member, status="fulfilled")
        text = read(people.member, TEAM, energy.pk)
        assert "1 is finished." in text
        assert "KR-2025-1.1.1" not in text

    def test_a_persons_sheet_has_what_they_follow(self, people, followed):
        text = read(people.lead, PERSON, people.member.pk)
        assert "KR-2025-1.1.1" in text
        assert "KR-2025-1.1.3" not in text

    def test_who_reads_a_teams_sheet(self, people, plan, energy):
        assert answers(people, lambda client: client.get(address(TEAM, energy.pk))) == {
            "anonymous": 302,
            "unattached": 404,
            "elsewhere": 404,
            "colleague": 404,
            "member": 200,
            "lead": 200,
            "administrator": 200,
            "other_administrator": 404,
            "superuser": 200,
        }

    def test_who_reads_a_persons_sheet(self, people, followed):
        assert answers(people, lambda client: client.get(address(PERSON, people.member.pk))) == {
            "anonymous": 302,
            "unattached": 404,
            "elsewhere": 404,
            "colleague": 404,
            "member": 200,
            "lead": 200,
            "administrator": 200,
            "other_administrator": 404,
            "superuser": 200,
        }

    def test_the_first_page_offers_only_sheets_that_can_be_read(self, people, plan, energy):
        for who in ("member", "lead", "administrator"):
            assert (
                address(TEAM, energy.pk)
                in as_(getattr(people, who)).get(address("workspace:handover")).content.decode()
            )
        assert (
            address(TEAM, energy.pk)
            not in as_(people.colleague).get(address("workspace:handover")).content.decode()
        )
        assert as_(people.unattached).get(address("workspace:handover")).status_code == 200

    def test_queries_do_not_grow_with_commitments(self, people, energy, plan):
        client = as_(people.lead)

        def count():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address(TEAM, energy.pk)).status_code == 200
            return len(queries)

        client.get(address(TEAM, energy.pk))
        few = count()
        for number in range(1, 21):
            factories.commitment(plan, number=f"2.{number}", owner_team=energy)
        assert count() == few

    @pytest.mark.parametrize(
        "name", [TEAM, PERSON, "workspace:handover-notes", "workspace:handover-team-reassign"]
    )
    def test_one_that_is_missing_is_404(self, people, name):
        assert as_(people.superuser).get(address(name, 999999)).status_code == 404


class TestNotes:
    def url(self, team):
        return address("workspace:handover-notes", team.pk)

    def test_the_team_writes_them_and_the_sheet_shows_them(self, people, plan, energy):
        data = {"text": "Ring <b>Ms Kim</b> first", "version": 0}
        assert as_(people.member).post(self.url(energy), data).status_code == 302
        text = read(people.lead, TEAM, energy.pk)
        assert "Ring &lt;b&gt;Ms Kim&lt;/b&gt; first" in text

    def test_others_do_not(self, people, energy):
        found = answers(people, lambda client: client.post(self.url(energy), {"text": "X", "version": 0}))
        assert {
            who: found[who] for who in ("unattached", "elsewhere", "colleague", "other_administrator")
        } == {
            "unattached": 404,
            "elsewhere": 404,
            "colleague": 404,
            "other_administrator": 404,
        }

    @pytest.mark.parametrize("began_with", [0, 1])
    def test_somebody_was_faster(self, people, energy, began_with):
        save_handover_note(energy, text="OLD", expected_version=0, by=people.lead)
        if began_with:
            save_handover_note(energy, text="THEIRS", expected_version=1, by=people.lead)
        response = as_(people.member).post(self.url(energy), {"text": "MINE", "version": began_with})
        text = response.content.decode()
        assert response.status_code == 409
        assert ("THEIRS" if began_with else "OLD") in text
        assert "MINE" in text
        assert HandoverNote.objects.get().text != "MINE"

    @pytest.mark.parametrize("values", [{"version": ""}, {"version": -1}, {"text": "x" * 10_001}])
    def test_bad_input_is_422(self, people, energy, values):
        assert (
            as_(people.member).post(self.url(energy), {"text": "T", "version": 0, **values}).status_code
            == 422
        )

    def test_can_be_undone(self, people, energy):
        as_(people.member).post(self.url(energy), {"text": "T", "version": 0})
        assert HandoverNote.objects.get().text == "T"
        as_(people.member).post(address("workspace:undo", ChangeSet.objects.get().pk))
        assert not HandoverNote.objects.exists()


class TestReassigning:
    def person_url(self, person):
        return address("workspace:handover-person-reassign", person.pk)

    def team_url(self, team):
        return address("workspace:handover-team-reassign", team.pk)

    def test_everything_of_a_person_in_one_step_that_can_be_undone(self, people, energy, followed):
        new = factories.member(energy, "newcomer")
        response = as_(people.lead).post(
            self.person_url(people.member), {f"team_{energy.pk}": new.pk, "reason": "Rotates"}, follow=True
        )
        assert "2 commitments are handed over." in response.content.decode()
        assert Commitment.objects.filter(owner=new).count() == 2
        change = ChangeSet.objects.get()
        assert (change.reason, change.entries.count()) == ("Rotates", 2)
        as_(people.lead).post(address("workspace:undo", change.pk))
        assert Commitment.objects.filter(owner=people.member).count() == 2

    def test_to_nobody_in_particular(self, people, energy, followed):
        as_(people.lead).post(self.person_url(people.member), {f"team_{energy.pk}": "0"})
        assert not Commitment.objects.filter(owner__isnull=False).exists()

    def test_somebody_or_nobody_has_to_be_chosen(self, people, energy, followed):
        assert as_(people.lead).post(self.person_url(people.member), {"reason": "R"}).status_code == 422
        assert Commitment.objects.filter(owner=people.member).count() == 2

    def test_to_nobody_outside_the_team(self, people, energy, followed):
        data = {f"team_{energy.pk}": people.colleague.pk}
        assert as_(people.lead).post(self.person_url(people.member), data).status_code == 422
        assert Commitment.objects.filter(owner=people.member).count() == 2

    def test_who_may_reassign_a_person(self, people, followed):
        assert answers(people, lambda client: client.get(self.person_url(people.member))) == {
            "anonymous": 302,
            "unattached": 404,
            "elsewhere": 404,
            "colleague": 404,
            "member": 403,
            "lead": 200,
            "administrator": 200,
            "other_administrator": 404,
            "superuser": 200,
        }

    def test_a_lead_gives_a_teams_to_a_colleague(self, people, energy, plan):
        response = as_(people.lead).post(self.team_url(energy), {"owner": people.member.pk})
        assert response.status_code == 302
        assert Commitment.objects.filter(owner=people.member, owner_team=energy).count() == 3

    def test_only_an_administrator_gives_them_to_another_team(self, people, energy, plan):
        health = factories.team(slug="health")
        assert as_(people.lead).post(self.team_url(energy), {"team": health.pk}).status_code == 422
        assert as_(people.administrator).post(self.team_url(energy), {"team": health.pk}).status_code == 302
        assert Commitment.objects.filter(owner_team=health, owner=None).count() == 3
        as_(people.administrator).post(address("workspace:undo", ChangeSet.objects.first().pk))
        assert Commitment.objects.filter(owner_team=energy).count() == 3

    def test_not_to_a_team_of_another_mission(self, people, energy, plan):
        water = people.elsewhere.memberships.get().team
        assert as_(people.administrator).post(self.team_url(energy), {"team": water.pk}).status_code == 422

    @pytest.mark.parametrize("values", [{}, {"owner": "x"}, {"owner": "999999"}])
    def test_bad_input_is_422(self, people, energy, plan, values):
        assert as_(people.lead).post(self.team_url(energy), values).status_code == 422

    def test_not_both_at_once(self, people, energy, plan):
        data = {"owner": people.member.pk, "team": factories.team(slug="health").pk}
        assert as_(people.administrator).post(self.team_url(energy), data).status_code == 422

    def test_who_may_reassign_a_team(self, people, energy, plan):
        assert answers(people, lambda client: client.get(self.team_url(energy))) == {
            "anonymous": 302,
            "unattached": 404,
            "elsewhere": 404,
            "colleague": 404,
            "member": 403,
            "lead": 200,
            "administrator": 200,
            "other_administrator": 404,
            "superuser": 200,
        }

    def test_a_person_who_follows_nothing_is_no_error(self, people, plan):
        assert "follows nothing" in as_(people.lead).get(self.person_url(people.member)).content.decode()
