"""Editing what the editors add to a commitment: leads and administrators save, members propose."""

import json
import re

import pytest

from programmes.actions.commitments import TEXT_COLUMNS, edit_commitment, editable_values
from programmes.models import SDG, Commitment, Proposal, Sector
from programmes.workspace.forms.edit import LABELS, LISTS
from tests import factories
from tests.workspace.conftest import address, answers, as_, place


@pytest.fixture
def lists(db):
    Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    SDG.objects.create(number=7, name_da="Bæredygtig energi", name_en="Affordable and clean energy")
    factories.organisation("Danish Energy Agency")
    factories.organisation("Ministry of Environment", "KR")


def url_of(commitment):
    return address("workspace:commitment-edit", *place(commitment))


def form(commitment, **values):
    """The form as its page holds it, with some fields changed."""
    held = editable_values(commitment)
    sent = {**held, "owner_id": held["owner_id"] or "", **values}
    return {"version": commitment.version, "began_with": json.dumps(held), "reason": "", **sent}


def test_every_field_of_the_form_is_on_its_page(people, first, lists):
    response = as_(people.lead).get(url_of(first))
    shown = set(re.findall(r'name="(\w+)"', response.content.decode()))
    assert set(response.context["form"].fields) <= shown


def test_those_who_save_and_those_who_propose(people, first):
    found = answers(people, lambda client: client.get(url_of(first)))
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


def test_nobody_else_can_send_it(people, first):
    for who in ("unattached", "elsewhere", "colleague", "other_administrator"):
        response = as_(getattr(people, who)).post(url_of(first), form(first, plain_title_en="Taken"))
        assert response.status_code == 403, who
    first.refresh_from_db()
    assert first.plain_title_en != "Taken"


def test_a_lead_saves_everything_that_is_editable(people, first, lists):
    water = Sector.objects.get(slug="water")
    agency, ministry = (row.pk for row in type(factories.organisation("x")).objects.order_by("pk")[:2])
    data = form(
        first, plain_title_en="Energy talks", plain_title_da="Energisamtaler", owner_id=people.member.pk,
        sectors=[water.pk], sdgs=[7], danish=[agency], partner=[ministry], reason="After the meeting",
    )  # fmt: skip
    response = as_(people.lead).post(url_of(first), data, follow=True)
    assert "1.1.1 is saved." in response.content.decode()
    held = editable_values(Commitment.objects.get(pk=first.pk))
    assert held == {
        "plain_title_da": "Energisamtaler",
        "plain_title_en": "Energy talks",
        "owner_id": people.member.pk,
        "sectors": [water.pk],
        "sdgs": [7],
        "danish": [agency],
        "partner": [ministry],
    }


def test_the_number_and_the_wording_are_not_in_the_form(people, first):
    data = form(first, number="9", wording="Other words", kind="deliverable", owner_team="")
    as_(people.lead).post(url_of(first), data)
    again = Commitment.objects.get(pk=first.pk)
    assert (again.number, again.kind, again.owner_team_id) == ("1.1.1", first.kind, first.owner_team_id)
    assert again.current_wording.text == first.current_wording.text


def test_a_member_proposes_and_nothing_changes_yet(people, first):
    data = form(first, plain_title_en="A better title", reason="Shorter")
    response = as_(people.member).post(url_of(first), data, follow=True)
    assert "is proposed." in response.content.decode()
    made = Proposal.objects.get()
    assert (made.values, made.reason, made.proposed_by) == (
        {"plain_title_en": "A better title"},
        "Shorter",
        people.member,
    )
    first.refresh_from_db()
    assert first.plain_title_en != "A better title"


def test_a_proposal_of_nothing_is_not_made(people, first):
    response = as_(people.member).post(url_of(first), form(first), follow=True)
    assert "so nothing was proposed." in response.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("who", ["lead", "member"])
def test_a_newer_version_is_409_with_own_text_and_the_difference(people, first, who):
    sent = form(first, plain_title_en="MINE")
    edit_commitment(
        first, values={"plain_title_en": "THEIRS", "plain_title_da": "DERES"}, expected_version=1,
        by=people.administrator,
    )  # fmt: skip
    response = as_(getattr(people, who)).post(url_of(first), sent)
    text = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert "administrator saved this meanwhile" in text
    assert "<del>THEIRS</del>" in text
    assert "<ins>MINE</ins>" in text
    assert 'name="plain_title_en" value="MINE"' in text
    assert 'name="plain_title_da" value="DERES"' in text  # only they changed it: taken over
    assert 'name="version" value="2"' in text
    assert Commitment.objects.get(pk=first.pk).plain_title_en == "THEIRS"


def test_from_there_it_can_be_saved(people, first):
    stale = form(first, plain_title_en="MINE")
    edit_commitment(first, values={"plain_title_en": "THEIRS"}, expected_version=1, by=people.administrator)
    as_(people.lead).post(url_of(first), stale)
    now = Commitment.objects.get(pk=first.pk)
    assert as_(people.lead).post(url_of(now), form(now, plain_title_en="MINE")).status_code == 302
    assert Commitment.objects.get(pk=first.pk).plain_title_en == "MINE"


@pytest.mark.parametrize(
    "values",
    [
        {"plain_title_da": "", "plain_title_en": ""},
        {"plain_title_en": "long" * 41},
        {"owner_id": "999999"},
        {"sectors": ["999999"]},
        {"sdgs": ["seven"]},
        {"danish": ["999999"]},
        {"version": ""},
        {"version": "x"},
    ],
)
def test_bad_input_is_422_with_the_text_kept(people, first, values):
    response = as_(people.lead).post(url_of(first), form(first, **{"reason": "KEPT-REASON", **values}))
    assert response.status_code == 422
    assert "KEPT-REASON" in response.content.decode()
    assert Commitment.objects.get(pk=first.pk).version == first.version


ODD_BEGINNINGS = [
    "", "{", "[]", "{}", "1", '"x"', "[" * 10_000,
    json.dumps(dict.fromkeys(LABELS, 1)),
    # Half a surrogate pair, which no page could be sent with, and NUL.
    *(json.dumps(dict.fromkeys(TEXT_COLUMNS, odd) | {"owner_id": None} | {key: [] for key in LISTS})
      for odd in ("\ud800", "\x00")),
    json.dumps({key: [[]] for key in LABELS}),
    json.dumps(dict.fromkeys(TEXT_COLUMNS, "") | {"owner_id": None} | {key: [[1]] for key in LISTS}),
]  # fmt: skip


@pytest.mark.parametrize("began_with", ODD_BEGINNINGS)
def test_a_beginning_that_says_nothing_counts_as_what_is_held_now(people, first, began_with):
    sent = form(first, plain_title_en="MINE", began_with=began_with)
    assert as_(people.lead).post(url_of(first), sent).status_code == 302
    stale = form(first, plain_title_en="MINE AGAIN", began_with=began_with)
    assert as_(people.lead).post(url_of(first), stale).status_code == 409


def test_one_organisation_is_not_on_both_sides(people, first):
    body = factories.organisation("Global Green Growth Institute")
    response = as_(people.lead).post(url_of(first), form(first, danish=[body.pk], partner=[body.pk]))
    assert response.status_code == 422
    assert "is ticked on both sides" in response.content.decode()


def test_only_colleagues_of_the_team_may_follow_it(people, first):
    assert as_(people.lead).post(url_of(first), form(first, owner_id=people.colleague.pk)).status_code == 422


def test_one_that_is_missing_is_404(people, first):
    assert as_(people.lead).get(address("workspace:commitment-edit", "KR-2025", "9")).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(people, first, method):
    assert getattr(as_(people.lead), method)(url_of(first)).status_code == 405


@pytest.mark.parametrize(
    ("language", "order"),
    [("en", ["Danish Maritime Authority", "Ministry"]), ("da", ["Ministeriet", "Søfarts"])],
)
def test_organisations_stand_in_the_order_of_the_page_s_language(people, first, language, order):
    factories.organisation("Danish Maritime Authority", "KR", name_da="Søfartsstyrelsen")
    factories.organisation("Ministry of Environment", "KR", name_da="Ministeriet for miljø")
    url = address("workspace:commitment-edit", *place(first), language=language)
    choices = as_(people.lead).get(url).context["form"]["partner"].field.choices
    names = [label for _pk, label in choices]
    assert len(names) == 2
    assert all(name.startswith(begin) for name, begin in zip(names, order, strict=True))
