"""Lists and pages cost the same number of queries however many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.models import (
    Activity,
    BasisAgreement,
    BasisListing,
    CalendarLink,
    Event,
    Note,
    Occurrence,
    ReportingRound,
    Responsibility,
    Sector,
)
from tests import factories
from tests.admin.admin_rows import client_of, screens, url

pytestmark = pytest.mark.django_db


def fill(plan, rows):
    """Some rows for every list: areas, tracks, commitments with reports, notes, documents, events, people …"""
    team = factories.team()
    for _number in range(rows):
        area = factories.area(plan, number=plan.areas.count() + 1)
        track = factories.track(area)
        commitment = factories.commitment(
            plan, area=area, track=track, owner_team=team, number=f"{area.number}.1.1"
        )
        person = factories.member(team)
        factories.report(commitment, by=person)
        Occurrence.objects.create(commitment=commitment, period="2022", state="missed")
        CalendarLink.objects.create(user=person, token_digest=person.username, made_at=clock.now())
        ReportingRound.objects.create(
            programme=plan, title="Spring", opens_on="2026-01-01", cut_off_on="2026-06-30"
        )
        agency = factories.organisation(f"Agency {area.number}", "KR")
        Responsibility.objects.create(commitment=commitment, organisation=agency, side="danish")
        document = factories.document()
        factories.passage(document)
        key = f"row-{area.number}"
        instrument = BasisAgreement.objects.create(key=key, kind="mou", title_en="MoU")
        BasisListing.objects.create(
            programme=plan, area=area, instrument=instrument, position=1, listed_as="MoU"
        )
        Note.objects.create(key=key, partnership=plan.partnership, programme=plan, text_en="A doubt.")
        event = {
            "kind": "visit",
            "title_en": "Visit",
            "title_da": "Besøg",
            "starts_on": "2022",
            "is_public": True,
        }
        Event.objects.create(key=key, partnership=plan.partnership, **event)
        Activity.objects.create(kind="meeting", title_en="Meeting").commitments.add(commitment)
        Sector.objects.create(slug=key, name_en="Energy", name_da="Energi")
        factories.team(slug=f"team-{area.number}")
        with change_set(by=person, channel=Channel.PAGE, event="row_changed", reason="Renamed") as record:
            record.update(agency, acronym=f"A{area.number}")


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["superuser", "administrator"])
def test_lists_cost_the_same_at_10_and_at_100_rows(who):
    plan = factories.plan(1)
    client = client_of(getattr(factories, who)())
    lists = [url(model, "changelist") for model in screens().values()]
    fill(plan, 10)
    few = {address: queries(client, address) for address in lists if client.get(address).status_code == 200}
    fill(plan, 90)
    many = {address: queries(client, address) for address in few}
    assert many == few
    assert len(few) > 15
    assert max(many.values()) <= 25


def test_a_form_costs_the_same_with_2_and_with_12_rows_below():
    plan = factories.plan(1)
    commitment = plan.commitments.get()
    client = client_of(factories.superuser())
    addresses = [
        url(type(row), "change", row) for row in (plan, commitment, plan.partnership, factories.team())
    ]
    addresses.append(url(type(commitment), "history", commitment))

    def more(count):
        for _each in range(count):
            agency = factories.organisation(f"Agency {commitment.responsibilities.count()}")
            Responsibility.objects.create(commitment=commitment, organisation=agency, side="danish")
            factories.area(plan, number=plan.areas.count() + 1)
            Note.objects.create(key=f"note-{plan.partnership.notes.count()}", partnership=plan.partnership)
            level = plan.partnership.levels.create(
                title_en=f"L{plan.partnership.levels.count()}", agreed_on="2011"
            )
            level.documents.add(factories.document())
            factories.member()

    more(2)
    for address in addresses:
        client.get(address)  # what is looked up once in a process is not the page's
    few = [queries(client, address) for address in addresses]
    more(10)
    assert [queries(client, address) for address in addresses] == few
