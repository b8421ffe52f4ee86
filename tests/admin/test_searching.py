"""Lists of the admin find words however they are written, as every other list does."""

import pytest
from django.test import Client
from django.urls import reverse

from programmes.models import Commitment, Organisation, OrganisationAlias, Sector
from programmes.search import entries
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    """The keys of the rows that a list of the admin shows for a question."""
    client = Client()
    client.force_login(factories.superuser(), backend="embassy.auth.StaffBackend")

    def ask(model, q):
        answer = client.get(reverse(f"admin:programmes_{model._meta.model_name}_changelist"), {"q": q})
        assert answer.status_code == 200, q
        return [row.pk for row in answer.context["cl"].result_list]

    return ask


def test_commitments_are_found_as_the_search_finds_them(listed):
    plan = factories.plan(2)
    plan.commitments.filter(number="1.1.2").update(plain_title_da="Møde i Århus")
    entries.rebuild()
    second = plan.commitments.get(number="1.1.2").pk
    for q in ("aarhus", "i Aarhus", "KR-2021-1.1.2", "»århus«,"):
        assert listed(Commitment, q) == [second], q
    assert len(listed(Commitment, "")) == 2


def test_the_other_lists_find_words_in_their_columns(listed):
    university = factories.organisation("Aarhus University", acronym="AU")
    OrganisationAlias.objects.create(organisation=university, name="Århus Universitet")
    OrganisationAlias.objects.create(organisation=university, name="AArhus Uni")
    other = factories.organisation("Maersk \u00adA/S")
    for q in ("århus", "arhus", "AARHUS", "“University”, au", "aarhus\u00ad uni"):
        assert listed(Organisation, q) == [university.pk], q
    assert listed(Organisation, "mærsk") == [other.pk]
    assert listed(Organisation, "aarhus maersk") == []
    assert len(listed(Organisation, "…")) == 2, "nothing is asked"


@pytest.mark.parametrize("q", ["[", "(a|", "*", "\\", "\u0000", "%", "_", "9" * 40, "é" * 300, "a" * 3000])
def test_whatever_is_asked_is_answered(listed, q):
    Sector.objects.create(slug="water", name_en="Water", name_da="Vand")
    assert listed(Sector, q) in ([], list(Sector.objects.values_list("pk", flat=True)))


def test_a_number_is_found_by_itself_alone(listed):
    goal = factories.goal(7)
    factories.goal(17)
    assert listed(type(goal), "7") == [goal.pk]


@pytest.mark.parametrize("number", ["9" * 20, "9" * 30, "99999", "0", "x"])
@pytest.mark.parametrize(
    "address",
    [
        "embassy/changeset/?at__year={}",
        "embassy/auditentry/?change_set__at__year={}",
        "programmes/proposal/?proposed_at__year={}",
        "programmes/statusreport/?as_of_on__year={}",
        "programmes/statusreport/?as_of_on__year=2026&as_of_on__month={}",
        "programmes/statusreport/?as_of_on__year=2026&as_of_on__month=2&as_of_on__day={}",
    ],
)
def test_a_day_that_no_calendar_has_is_no_filter(address, number):
    client = Client()
    client.force_login(factories.superuser())
    response = client.get(f"/admin/{address.format(number)}")
    assert (response.status_code, response["Location"].partition("?")[2]) == (302, "e=1")
