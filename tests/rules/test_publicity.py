"""Whether a report waits for a lead, as its team or its missions say."""

import pytest

from embassy.models import Mission
from programmes.rules.publicity import needs_clearance
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("needed", [True, False])
def test_its_team_says_whether_a_report_waits_and_no_other_commitment_does(needed):
    one, *others = factories.plan(3, owner_team=factories.team(needs_clearance=needed)).commitments.all()
    type(one).objects.filter(pk__in=[row.pk for row in others]).update(
        owner_team=factories.team(slug="other", needs_clearance=not needed)
    )
    assert needs_clearance(one) is needed


@pytest.mark.parametrize("needed", [True, False])
def test_without_a_team_its_missions_say_so_whatever_teams_say_of_others(needed):
    one, *others = factories.plan(3).commitments.all()
    type(one).objects.update(owner_team=None)
    one.refresh_from_db()
    Mission.objects.update(needs_clearance=needed)
    type(one).objects.filter(pk__in=[row.pk for row in others]).update(
        owner_team=factories.team(slug="other", needs_clearance=not needed)
    )
    assert needs_clearance(one) is needed
