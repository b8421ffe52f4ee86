"""The right to delete is asked of every row that the deletion changes, at every door that deletes."""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied

from embassy.audit import Channel, change_set
from embassy.deletions import deletion_of, rows_without_right
from embassy.models import AuditEntry, Mission
from programmes.actions.undo import CannotUndo, undo
from programmes.models import (
    Activity,
    BasisAgreement,
    Document,
    Event,
    EventProgramme,
    Organisation,
    PriorityArea,
    Programme,
    Sector,
)
from tests import factories
from tests.admin.admin_rows import client_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return factories.cast()


@pytest.fixture
def chinese():
    return factories.plan(1, iso2="CN").commitments.get()


def linked_abroad(chinese):
    """A document of Seoul's partnership that an activity in Beijing names."""
    document = factories.document(key="shared")
    activity = Activity.objects.create(kind="meeting", title_en="Visit")
    activity.commitments.add(chinese)
    activity.documents.add(document)
    return document, activity


def deleted(client, row):
    return client.post(url(type(row), "delete", row), {"post": "yes"})


def deleted_together(client, *rows):
    keys = [row.pk for row in rows]
    sent = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    return client.post(url(type(rows[0]), "changelist"), sent)


def test_nobody_deletes_what_a_row_of_another_mission_names(cast, chinese):
    document, activity = linked_abroad(chinese)
    client = client_of(cast.administrator)
    assert deleted(client, document).status_code == 403
    assert deleted_together(client, document, factories.document(key="free")).status_code == 403
    assert Document.objects.count() == 2
    assert list(activity.documents.all()) == [document]
    assert not AuditEntry.objects.exists()


def test_what_only_ones_own_rows_name_is_deleted(cast):
    document = factories.document(key="own")
    activity = Activity.objects.create(kind="meeting", title_en="Visit")
    activity.commitments.add(factories.plan(1).commitments.get())
    activity.documents.add(document)
    assert deleted(client_of(cast.administrator), document).status_code == 302
    assert not activity.documents.exists()


def test_an_undo_does_not_change_what_one_may_not_change(cast, chinese):
    """The document was added by Seoul, and has come to be named in Beijing since."""
    with change_set(by=cast.administrator, channel=Channel.PAGE, event="row_added") as record:
        document = record.create(
            Document(key="new", kind="web_page", title_en="-", partnership=factories.partnership())
        )
    activity = Activity.objects.create(kind="meeting", title_en="Visit")
    activity.commitments.add(chinese)
    activity.documents.add(document)
    with pytest.raises(CannotUndo, match="may not edit"):
        undo(record.change_set, by=cast.administrator)
    assert list(activity.documents.all()) == [document]
    undo(record.change_set, by=cast.superuser)
    assert not activity.documents.exists()


def test_a_row_of_a_table_below_another_is_asked_about_in_the_same_words(cast, chinese, rf):
    """Rows deleted in a table come past the same question, and so does whatever a screen deletes itself."""
    document, _activity = linked_abroad(chinese)
    screen = admin.site.get_model_admin(Document)
    request = rf.post("/")
    request.user = cast.administrator
    with pytest.raises(PermissionDenied):
        screen.delete_model(request, document)


def refused(user, row):
    return {type(one).__name__ for one in rows_without_right(user, deletion_of(row))}


def test_rows_between_two_others_belong_to_the_one_that_has_the_list(cast):
    """A programme in preparation goes, and with it a row of an event of another mission."""
    draft = factories.programme(starts_on="2031", ends_on="2034", is_published=False)
    visit = Event.objects.create(
        key="visit", partnership=factories.partnership("CN"), kind="visit", starts_on="2022"
    )
    EventProgramme.objects.create(event=visit, programme=draft, relation="reviewed")
    assert refused(cast.administrator, draft) == {"Event"}
    assert refused(cast.superuser, draft) == set()


def test_lists_of_rows_that_are_part_of_others_are_asked_of_those(cast):
    """A list of an area is its programme's."""
    area = factories.area(factories.programme("CN"))
    goal = factories.goal()
    area.sdgs.add(goal)
    assert refused(cast.administrator, goal) == {"SDG", "Programme"}
    assert refused(cast.other_administrator, goal) == {"SDG"}
    assert PriorityArea.objects.get().programme == Programme.objects.get()


def used_and_unused():
    """Of each shared list a row that commitments of both missions use, and one that nothing uses."""
    korean = factories.plan(1).commitments.get()
    factories.mark_with_everything(korean)
    used = [Sector.objects.get(), Organisation.objects.get()]
    instrument = BasisAgreement.objects.create(key="mou", kind="mou", title_en="MoU")
    instrument.listings.create(programme=korean.programme, position=1, listed_as="MoU")
    party = factories.organisation("Party")
    instrument.organisations.add(party)
    unused = [
        Sector.objects.create(slug="space", name_da="Rummet", name_en="Space"),
        factories.organisation("Unused"),
        BasisAgreement.objects.create(key="unused", kind="mou", title_en="Unused"),
    ]
    return [*used, instrument, party], unused


@pytest.mark.parametrize("who", ["administrator", "other_administrator", "lead"])
def test_a_mission_s_administrator_does_not_keep_the_shared_lists(cast, who):
    used, unused = used_and_unused()
    client = client_of(getattr(cast, who))
    for row in [*used, *unused, factories.goal()]:
        assert deleted(client, row).status_code == 403
        assert client.post(url(type(row), "change", row), {"name_en": "Defaced"}).status_code == 403
        assert client.post(url(type(row), "add"), {}).status_code == 403
        assert deleted_together(client, row).status_code == 403
        row.refresh_from_db()
        assert "Defaced" not in str(row)


@pytest.mark.parametrize("who", ["headquarters", "superuser"])
def test_what_others_use_is_not_deleted_by_whoever_keeps_the_list(cast, who):
    used, unused = used_and_unused()
    client = client_of(getattr(cast, who))
    for row in used:
        assert deleted(client, row).status_code == 409
        deleted_together(client, row)
        assert type(row).objects.filter(pk=row.pk).exists()
    assert not AuditEntry.objects.exists()
    for row in unused:
        assert deleted(client, row).status_code == 302
        assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_mission_with_programmes_stays(cast):
    factories.programme()
    mission = Mission.objects.get(slug="seoul")
    cast.member.memberships.all().delete()
    assert deleted(client_of(cast.superuser), mission).status_code == 409
    assert Programme.objects.get().missions.get() == mission


def test_undoing_an_addition_leaves_what_others_use(cast):
    keeper = cast.headquarters
    with change_set(by=keeper, channel=Channel.PAGE, event="row_added") as record:
        sector = record.create(Sector(slug="space", name_da="Rummet", name_en="Space"))
    commitment = factories.plan(1).commitments.get()
    commitment.sectors.add(sector)
    with pytest.raises(CannotUndo):
        undo(record.change_set, by=cast.superuser)
    commitment.sectors.clear()
    undo(record.change_set, by=keeper)
    assert not Sector.objects.exists()


def test_the_page_names_only_what_its_reader_sees(cast):
    """Whoever keeps the lists without being at headquarters knows that there are more, and not which."""
    keeper = factories.grant(cast.colleague).user
    hidden = factories.plan(1, iso2="CN", is_published=False).commitments.get()
    shown = factories.plan(1).commitments.get()
    sector = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    for commitment in (hidden, shown):
        commitment.sectors.add(sector)
    keeper.language = "en"
    keeper.save()
    page = client_of(keeper).get(url(Sector, "delete", sector)).content.decode()
    assert shown.reference in page
    assert hidden.reference not in page
    assert "1 that you may not see" in page
