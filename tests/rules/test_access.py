"""Who sees and writes which rows: the table of roles, asked of the QuerySets themselves."""

import datetime as dt

import pytest

from embassy import clock
from embassy.models import User
from programmes.models import Activity, Commitment, Document, Event, Note, Programme, StatusReport
from tests import factories

pytestmark = pytest.mark.django_db

EVERYONE = {
    "anonymous", "unattached", "elsewhere", "colleague", "member", "lead", "administrator",
    "other_administrator", "headquarters", "superuser",
}  # fmt: skip
SAME_MISSION = {"colleague", "member", "lead", "administrator", "headquarters", "superuser"}
TEAM = {"member", "lead", "superuser"}
READERS = TEAM | {"administrator", "headquarters"}


@pytest.fixture
def cast():
    return factories.cast()


def those_for_whom(cast, question, row):
    """The names of everyone whose answer to `question(user)`, a QuerySet, holds `row`."""
    return {name for name, person in vars(cast).items() if question(person).filter(pk=row.pk).exists()}


def test_published_programme_is_everyones_and_unpublished_its_missions(cast):
    published = factories.programme()
    hidden = factories.programme(starts_on="2025", ends_on="2028", is_published=False)
    assert those_for_whom(cast, Programme.objects.visible_to, published) == EVERYONE
    assert those_for_whom(cast, Programme.objects.visible_to, hidden) == SAME_MISSION
    assert those_for_whom(cast, Programme.objects.editable_by, hidden) == {"administrator", "superuser"}
    assert list(Programme.objects.published()) == [published]


def test_nothing_of_an_unpublished_partnership_is_published(cast):
    row = factories.commitment()
    assert Commitment.objects.published().exists()
    partnership = row.programme.partnership
    partnership.is_published = False
    partnership.save()
    assert not Commitment.objects.published().exists()
    assert not Programme.objects.published().exists()


def test_commitment_is_edited_by_its_lead_and_proposed_by_its_team(cast):
    row = factories.commitment(owner_team=factories.team())
    assert those_for_whom(cast, Commitment.objects.visible_to, row) == EVERYONE
    assert those_for_whom(cast, Commitment.objects.editable_by, row) == {"lead", "administrator", "superuser"}
    assert those_for_whom(cast, Commitment.objects.proposable_by, row) == TEAM
    assert those_for_whom(cast, Commitment.objects.reportable_by, row) == TEAM
    assert those_for_whom(cast, Commitment.objects.notes_readable_by, row) == SAME_MISSION


def test_unpublished_commitment_of_a_published_programme_stays_at_the_mission(cast):
    row = factories.commitment(is_published=False)
    assert those_for_whom(cast, Commitment.objects.visible_to, row) == SAME_MISSION


def test_withdrawn_commitment_is_seen_and_no_longer_reported_on(cast):
    row = factories.commitment(owner_team=factories.team(), withdrawn_on=dt.date(2023, 1, 1))
    assert those_for_whom(cast, Commitment.objects.visible_to, row) == EVERYONE
    assert those_for_whom(cast, Commitment.objects.reportable_by, row) == set()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_report_that_is_not_cleared_stays_in_its_team(cast, state):
    row = factories.report(factories.commitment(owner_team=factories.team()), state=state)
    seen = those_for_whom(cast, lambda user: StatusReport.objects.visible_to(user, at=clock.now()), row)
    assert seen == READERS


def test_cleared_report_is_everyones_from_the_end_of_its_embargo(cast):
    later = clock.now() + dt.timedelta(days=2)
    row = factories.report(factories.commitment(owner_team=factories.team()), effective_at=later)
    before = those_for_whom(cast, lambda user: StatusReport.objects.visible_to(user, at=clock.now()), row)
    after = those_for_whom(cast, lambda user: StatusReport.objects.visible_to(user, at=later), row)
    assert before == READERS
    assert after == EVERYONE


def test_reports_on_withheld_commitments_and_by_the_partner_side_stay_inside(cast):
    withheld = factories.commitment(owner_team=factories.team(), status_visibility="withheld")
    open_one = factories.commitment(withheld.programme, owner_team=factories.team())
    factories.report(withheld)
    partner = factories.report(open_one, side="partner")
    assert not StatusReport.objects.public(at=clock.now()).exists()
    Programme.objects.update(publishes_partner_view=True)
    assert list(StatusReport.objects.public(at=clock.now())) == [partner]


def test_clearing_is_for_the_lead_and_the_missions_administrator(cast):
    row = factories.report(factories.commitment(owner_team=factories.team()), state="submitted")
    assert those_for_whom(cast, StatusReport.objects.clearable_by, row) == {
        "lead",
        "administrator",
        "superuser",
    }
    assert those_for_whom(cast, StatusReport.objects.editable_by, row) == set()


def test_draft_is_edited_by_its_team(cast):
    row = factories.report(factories.commitment(owner_team=factories.team()), state="draft")
    assert those_for_whom(cast, StatusReport.objects.editable_by, row) == TEAM


def test_restricted_document_is_its_teams_and_its_administrators(cast):
    public = factories.document()
    restricted = factories.document(is_public=False, team=factories.team())
    assert those_for_whom(cast, Document.objects.visible_to, public) == EVERYONE
    assert those_for_whom(cast, Document.objects.visible_to, restricted) == READERS
    assert those_for_whom(cast, Document.objects.editable_by, restricted) == {"administrator", "superuser"}


def test_internal_note_and_hidden_event_stay_at_the_mission(cast):
    partnership = factories.partnership()
    note = Note.objects.create(key="doubt", partnership=partnership, text_en="The sources disagree.")
    event = Event.objects.create(
        key="visit",
        partnership=partnership,
        kind="visit",
        title_da="Besøg",
        title_en="Visit",
        starts_on="2023",
    )
    assert those_for_whom(cast, Note.objects.visible_to, note) == SAME_MISSION
    assert those_for_whom(cast, Event.objects.visible_to, event) == SAME_MISSION
    assert those_for_whom(cast, Note.objects.editable_by, note) == {"administrator", "superuser"}


def test_activity_is_public_only_on_a_commitment_whose_status_is(cast):
    row = factories.commitment(owner_team=factories.team(), status_visibility="withheld")
    activity = Activity.objects.create(kind="meeting", title_en="Meeting", is_public=True)
    activity.commitments.add(row)
    assert those_for_whom(cast, Activity.objects.visible_to, activity) == SAME_MISSION
    assert those_for_whom(cast, Activity.objects.editable_by, activity) == TEAM | {"administrator"}
    Commitment.objects.update(status_visibility="public")
    assert those_for_whom(cast, Activity.objects.visible_to, activity) == EVERYONE


def test_an_activity_of_two_missions_is_edited_by_whoever_works_at_both(cast):
    row = factories.commitment(owner_team=factories.team())
    abroad = factories.commitment(factories.programme("CN"), owner_team=cast.elsewhere.memberships.get().team)
    activity = Activity.objects.create(kind="meeting", title_en="Meeting")
    activity.commitments.add(row, abroad)
    assert those_for_whom(cast, Activity.objects.visible_to, activity) >= SAME_MISSION | {"elsewhere"}
    assert those_for_whom(cast, Activity.objects.editable_by, activity) == {"superuser"}
    kept = those_for_whom(cast, Activity.objects.carrying_out_what_is_kept_by, activity)
    assert kept == TEAM | {"administrator", "elsewhere", "other_administrator"}
    factories.membership(cast.lead, "headquarters")  # reads everywhere, and keeps no more for that
    factories.membership(cast.member, "member", of=abroad.owner_team)
    cast.lead = User.objects.get(pk=cast.lead.pk)
    cast.member = User.objects.get(pk=cast.member.pk)  # roles are looked up once for each
    assert those_for_whom(cast, Activity.objects.editable_by, activity) == {"member", "superuser"}


def test_an_activity_of_two_teams_of_a_mission_is_edited_by_either(cast):
    row = factories.commitment(owner_team=factories.team())
    beside = factories.commitment(row.programme, owner_team=cast.colleague.memberships.get().team)
    activity = Activity.objects.create(kind="meeting", title_en="Meeting")
    activity.commitments.add(row, beside)
    editors = those_for_whom(cast, Activity.objects.editable_by, activity)
    assert editors == TEAM | {"administrator", "colleague"}


def test_what_is_overdue_for_somebody_leaves_out_what_they_see_closed(cast):
    today = clock.today()
    late = factories.commitment(due_on=today - dt.timedelta(days=1))
    done = factories.commitment(late.programme, due_on=today - dt.timedelta(days=1))
    factories.report(done, status="fulfilled", at=clock.now() - dt.timedelta(days=300))
    factories.report(late, status="fulfilled", state="submitted")
    for person, seen in {
        "superuser": [],
        "administrator": [],
        "colleague": [late],
        "elsewhere": [late],
    }.items():
        overdue = Commitment.objects.overdue_for(getattr(cast, person), at=clock.now())
        assert (person, list(overdue)) == (person, seen)
