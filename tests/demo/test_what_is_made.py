"""What the demonstration holds: a plausible spread over the Korea plan, every row marked."""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.test import override_settings

from embassy import clock
from embassy.audit import Channel
from embassy.models import AuditEntry, ChangeSet, Grant, Membership, User
from programmes.actions import current
from programmes.models import Activity, Commitment, Event, StatusReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
State = StatusReport.State


def korea():
    return Commitment.objects.filter(programme__reference="KR-2021")


def test_those_who_can_sign_in_do_so_with_the_known_password_and_only_under_debug():
    names = ["member", "lead", "other", "admin.seoul", "admin.beijing", "headquarters", "super",
             "political.member", "political.lead"]  # fmt: skip
    with override_settings(DEBUG=True):
        assert [authenticate(None, username=name, password="demo").username for name in names] == names
    assert not any(authenticate(None, username=name, password="demo") for name in names)


def test_each_has_the_place_that_the_names_promise():
    places = Membership.objects.values_list("user__username", "role", "team__slug", "mission__slug")
    assert {
        ("member", "member", "energy-environment", None),
        ("lead", "lead", "energy-environment", None),
        ("other", "member", "water", None),
        ("admin.seoul", "administrator", None, "seoul"),
        ("admin.beijing", "administrator", None, "beijing"),
        ("headquarters", "headquarters", None, None),
        ("political.member", "member", "political", None),
        ("political.lead", "lead", "political", None),
    } <= set(places)
    grants = Grant.objects.values_list("user__username", "kind")
    assert list(grants) == [("headquarters", "keep_shared_lists")]
    assert User.objects.get(username="super").is_superuser


def test_names_are_plainly_of_a_demonstration():
    assert all(user.get_full_name().startswith("Demo ") for user in User.objects.filter(is_demo=True))
    assert not User.objects.exclude(email="").exists()


def test_every_commitment_of_the_korea_plan_has_a_team_at_seoul():
    teams = set(korea().values_list("owner_team__mission__slug", "owner_team__is_demo"))
    assert teams == {("seoul", True)}


def test_the_beijing_team_follows_the_chinese_plan_and_has_nothing_of_korea():
    assert set(
        Commitment.objects.filter(owner_team__slug="water").values_list("programme__reference", flat=True)
    ) == {"CN-2017"}


def test_a_part_of_the_plan_has_a_published_status_and_the_most_has_none():
    shown = Counter(korea().values_list("public_status", flat=True))
    published = sum(shown.values()) - shown["not_reported"] - shown["withheld"]
    assert 12 <= published <= 25
    assert shown["not_reported"] > published
    assert {"not_started", "under_way", "fulfilled", "not_pursued"} <= set(shown)


def test_withheld_commitments_are_left_in_peace():
    withheld = korea().filter(status_visibility="withheld")
    assert withheld.exists()
    assert not StatusReport.objects.filter(commitment__in=withheld).exists()


def test_some_reports_have_grown_old():
    latest = korea().filter(latest_reported_at__isnull=False)
    year_ago = clock.now() - dt.timedelta(days=365)
    assert latest.filter(latest_reported_at__lt=year_ago).exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED, State.WITHDRAWN])
def test_one_report_stands_in_each_other_state(state):
    assert StatusReport.objects.filter(state=state).count() == 1


def test_the_submitted_report_waits_in_a_team_that_asks_for_clearance():
    waiting = StatusReport.objects.get(state=State.SUBMITTED)
    assert waiting.commitment.owner_team.needs_clearance


def test_one_report_is_under_embargo_and_one_is_the_partner_sides():
    cleared = StatusReport.objects.cleared()
    assert cleared.filter(effective_at__gt=clock.now()).count() == 1
    assert cleared.filter(side="partner").count() == 1


def test_every_row_that_can_be_marked_is_marked():
    made = AuditEntry.objects.filter(change_set__channel=Channel.DEMO, action="create")
    for model in apps.get_models():
        if "is_demo" in {field.name for field in model._meta.fields}:
            rows = model._base_manager.filter(
                # As a list: history keeps keys as text, and PostgreSQL does not compare that with a number.
                pk__in=list(made.filter(model=model._meta.label_lower).values_list("object_id", flat=True))
            )
            assert not rows.filter(is_demo=False).exists()
    assert Activity.objects.filter(is_demo=True).exists()
    assert Event.objects.filter(is_demo=True).exists()


def test_all_of_it_is_one_change_set_by_its_own_door():
    assert ChangeSet.objects.filter(channel=Channel.DEMO).count() == 1


def test_the_caches_are_what_they_would_be_made_anew():
    assert current.rebuild(at=clock.now()) == 0
