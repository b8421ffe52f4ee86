"""What came into a shared list with an unpublished plan is known to whoever sees a plan that names it."""

import importlib
import json

import pytest
from django.apps import apps
from django.db import connection

from programmes.actions.commitments import editable_values
from programmes.agreements.review.review_service import known_bodies
from programmes.models import BasisAgreement, BasisListing, Organisation, Responsibility
from programmes.workspace.forms.edit import organisation_choices
from tests import factories
from tests.transfer.plans import applied, examined, exported

pytestmark = pytest.mark.django_db
AT_HOME = {"colleague", "member", "lead", "administrator", "superuser", "headquarters"}
STAFF = {"unattached", "elsewhere", "other_administrator"} | AT_HOME


@pytest.fixture
def cast(db):
    return factories.cast()


@pytest.fixture
def draft(cast):
    """An unpublished plan of the mission in Seoul."""
    return factories.plan(1, starts_on="2031", ends_on="2033", is_published=False)


@pytest.fixture
def named(draft):
    """An organisation, its successor, a party and an agreement that came in with it."""
    agency, heir, party = (
        factories.organisation(name, is_known_to_all=False) for name in ("Veiled", "Heir", "Party")
    )
    agency.successor = heir
    agency.save()
    Responsibility.objects.create(commitment=draft.commitments.get(), organisation=agency, side="danish")
    paper = BasisAgreement.objects.create(key="paper", kind="mou", title_en="Paper", is_known_to_all=False)
    paper.organisations.add(party)
    BasisListing.objects.create(programme=draft, instrument=paper, position=1, listed_as="Paper.")
    return [agency, heir, party, paper]


def knowing(cast, row):
    model = type(row)
    return {who for who in STAFF if model.objects.visible_to(getattr(cast, who)).filter(pk=row.pk).exists()}


def publish(plan):
    plan.commitments.update(is_published=True)
    type(plan).objects.filter(pk=plan.pk).update(is_published=True)


def test_whoever_sees_the_plan_knows_what_it_names(cast, draft, named):
    assert [knowing(cast, row) for row in named] == [AT_HOME] * 4
    publish(draft)
    assert [knowing(cast, row) for row in named] == [STAFF] * 4
    type(draft).objects.filter(pk=draft.pk).update(is_named_only=True, is_complete=False)
    assert [knowing(cast, row) for row in named] == [AT_HOME] * 4


def test_a_plan_that_names_what_all_know_hides_nothing(cast, draft):
    row = factories.organisation("Known to all")
    assert knowing(cast, row) == STAFF
    Responsibility.objects.create(commitment=draft.commitments.get(), organisation=row, side="danish")
    assert knowing(cast, row) == STAFF


def test_whoever_keeps_the_lists_knows_all_of_them(cast):
    row = factories.organisation("Named nowhere", is_known_to_all=False)
    assert knowing(cast, row) == {"headquarters", "superuser"}  # headquarters has the grant
    factories.grant(cast.other_administrator)
    keeper = type(cast.other_administrator).objects.get(pk=cast.other_administrator.pk)
    assert Organisation.objects.visible_to(keeper).filter(pk=row.pk).exists()


def test_forms_and_texts_of_another_mission_do_not_offer_it(cast, named):
    factories.partnership("CN")
    elsewhere = factories.plan(1, iso2="CN").commitments.get()
    values = editable_values(elsewhere)

    def offered(user):
        return {label for _pk, label in organisation_choices(elsewhere, values, user)[0]}

    assert "Veiled" in offered(cast.administrator)
    assert offered(cast.other_administrator) & {"Veiled", "Heir", "Party"} == set()
    here, there = ({body["slug"] for body in known_bodies(factories.mission(iso2))} for iso2 in ("KR", "CN"))
    assert "veiled" in here
    assert not {"veiled", "heir", "party"} & there


def with_body(plan, slug, name):
    """A plan's JSON with one more organisation, which its first commitment names."""
    whole = json.loads(exported(plan, "json")[1])
    body = {"slug": slug, "name_en": name, "kind": "agency"}
    whole["organisations"] = [*whole.get("organisations", []), body]
    return json.dumps(whole).encode()


def test_a_plans_file_finds_nothing_of_it_and_may_not_take_its_short_name(cast, named):
    plan = factories.plan(1, iso2="CN", is_published=False)
    preview = examined("plan.json", with_body(plan, "veiled", "Of our own"), by=cast.other_administrator)
    (error,) = preview["errors"]
    assert error["message"].endswith("is taken. Choose another short name.")
    assert "Veiled" not in json.dumps(preview)
    unknown = exported(plan, "json")[1].replace(b'"danish": []', b'"danish": ["Veiled"]')
    other = exported(plan, "json")[1].replace(b'"danish": []', b'"danish": ["Vanished"]')
    said = [
        json.dumps(examined("plan.json", data, by=cast.other_administrator)["errors"]).replace(name, "")
        for data, name in ((unknown, "Veiled"), (other, "Vanished"))
    ]
    assert said[0] == said[1]


def test_what_comes_in_with_a_file_is_the_plans(cast):
    plan = factories.plan(1, iso2="CN", is_published=False)
    applied("plan.json", with_body(plan, "new-body", "New Body"), by=cast.other_administrator)
    assert not Organisation.objects.get(slug="new-body").is_known_to_all


def test_what_was_there_before_is_kept_to_its_plans_by_the_migration(cast, draft, named):
    known = factories.organisation("Known")
    Responsibility.objects.create(
        commitment=factories.plan(1).commitments.get(), organisation=known, side="danish"
    )
    Organisation.objects.update(is_known_to_all=True)
    BasisAgreement.objects.update(is_known_to_all=True)
    migration = importlib.import_module("programmes.migrations.0029_lists_that_plans_bring_rows_to")
    migration.keep_what_only_unpublished_plans_name(apps, connection.schema_editor())
    kept = Organisation.objects.filter(is_known_to_all=False)
    assert set(kept.values_list("slug", flat=True)) == {"veiled", "party"}
    assert not BasisAgreement.objects.get().is_known_to_all
