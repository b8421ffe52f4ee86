"""Withholding a status and moving a deadline: leads and administrators, each time with a reason."""

import datetime as dt

import pytest

from embassy.models import AuditEntry, ChangeSet
from programmes.models import Commitment
from tests import factories
from tests.workspace.conftest import address, answers, as_, place

PAGES = ("workspace:commitment-visibility", "workspace:commitment-deadline")
BY_RIGHTS = {
    "anonymous": 302,
    "unattached": 403,
    "elsewhere": 403,
    "colleague": 403,
    "member": 403,
    "lead": 200,
    "administrator": 200,
    "other_administrator": 403,
    "superuser": 200,
}


def url_of(commitment, page="visibility"):
    return address(f"workspace:commitment-{page}", *place(commitment))


def public_page(client, commitment):
    return client.get(f"/en/south-korea/2025-2027/{commitment.number}/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_leads_and_administrators_decide(people, first, page):
    assert answers(people, lambda client: client.get(address(page, *place(first)))) == BY_RIGHTS


@pytest.mark.parametrize("page", ["visibility", "deadline"])
def test_nobody_else_can_send_it(people, first, page):
    data = {"visibility": "withheld", "due_on": "2026-06-01", "reason": "R", "version": 1}
    for who in ("unattached", "elsewhere", "colleague", "member", "other_administrator"):
        assert as_(getattr(people, who)).post(url_of(first, page), data).status_code == 403, who
    assert not ChangeSet.objects.exists()


class TestVisibility:
    def test_withheld_goes_from_the_public_page_at_once_and_comes_back(self, client, people, first):
        factories.report(first, by=people.member, summary="PUBLIC-WORDS")
        first.refresh_from_db()
        assert "PUBLIC-WORDS" in public_page(client, first)
        data = {"visibility": "withheld", "reason": "Talks are delicate", "version": first.version}
        response = as_(people.lead).post(url_of(first), data, follow=True)
        assert "The status of 1.1.1 is withheld." in response.content.decode()
        text = public_page(client, first)
        assert "PUBLIC-WORDS" not in text
        assert "Status is not published" in text
        assert "delicate" not in text
        assert ChangeSet.objects.first().reason == "Talks are delicate"
        as_(people.lead).post(address("workspace:undo", ChangeSet.objects.first().pk))
        assert "PUBLIC-WORDS" in public_page(client, first)

    def test_says_how_much_becomes_public_at_once(self, people, first):
        Commitment.objects.filter(pk=first.pk).update(status_visibility="withheld")
        factories.report(first, by=people.member)
        assert (
            "1 cleared report becomes public at once" in as_(people.lead).get(url_of(first)).content.decode()
        )

    @pytest.mark.parametrize(
        "values",
        [{"reason": ""}, {"reason": " "}, {"visibility": ""}, {"visibility": "secret"}, {"version": ""}],
    )
    def test_bad_input_is_422(self, people, first, values):
        data = {"visibility": "withheld", "reason": "R", "version": 1, **values}
        assert as_(people.lead).post(url_of(first), data).status_code == 422
        assert Commitment.objects.get(pk=first.pk).status_visibility == "public"

    def test_somebody_was_faster(self, people, first):
        data = {"visibility": "withheld", "reason": "MINE", "version": 1}
        as_(people.administrator).post(url_of(first), data | {"reason": "THEIRS"})
        response = as_(people.lead).post(url_of(first), data)
        assert response.status_code == 409
        assert "MINE" in response.content.decode()
        assert ChangeSet.objects.count() == 1


class TestDeadline:
    def send(self, person, commitment, **values):
        data = {"due_on": "2026-06-01", "reason": "Agreed at the last meeting", "version": 1, **values}
        return as_(person).post(url_of(commitment, "deadline"), data)

    def test_is_set_moved_and_lifted_with_its_history_shown(self, people, first):
        self.send(people.lead, first)
        self.send(people.lead, first, due_on="2026-09-01", reason="The partner asked", version=2)
        self.send(people.lead, first, due_on="", reason="Done by others", version=3)
        assert Commitment.objects.get(pk=first.pk).due_on is None
        text = as_(people.lead).get(url_of(first, "deadline")).content.decode()
        assert "none → 1 June 2026" in text
        assert "1 June 2026 → 1 September 2026" in text
        assert "1 September 2026 → none" in text
        assert "The partner asked" in text

    def test_does_not_move_without_a_reason(self, people, first):
        response = self.send(people.lead, first, reason=" ")
        assert response.status_code == 422
        assert not AuditEntry.objects.exists()

    @pytest.mark.parametrize(
        "values", [{"due_on": "soon"}, {"due_on": "2026-02-30"}, {"due_on": "9999-12-31"}, {"version": "x"}]
    )
    def test_bad_input_is_422(self, people, first, values):
        assert self.send(people.lead, first, **values).status_code == 422

    def test_somebody_was_faster(self, people, first):
        self.send(people.administrator, first, due_on="2026-12-01")
        response = self.send(people.lead, first)
        text = response.content.decode()
        assert response.status_code == 409
        assert "The deadline is 1 December 2026." in text
        assert 'value="2026-06-01"' in text
        assert Commitment.objects.get(pk=first.pk).due_on == dt.date(2026, 12, 1)

    def test_can_be_undone_from_the_next_page(self, people, first):
        self.send(people.lead, first)
        as_(people.lead).post(address("workspace:undo", ChangeSet.objects.get().pk))
        assert Commitment.objects.get(pk=first.pk).due_on is None


@pytest.mark.parametrize("page", PAGES)
def test_one_that_is_missing_is_404(people, plan, page):
    assert as_(people.lead).get(address(page, "KR-2025", "9.9.9")).status_code == 404
