"""No stored value makes a page fail: every address over a database of the most extreme rows that go into it."""

import sys
import traceback

import pytest
from django.core.signals import got_request_exception
from django.db import models

from embassy import clock
from embassy.audit import key_of
from embassy.models import AuditEntry, ChangeSet
from programmes.actions import current
from programmes.search import entries
from tests.access import extremes
from tests.access.matrix import KOREA, PLAN, PUBLIC, REFERENCE
from tests.access.matrix_client import address_of, answer
from tests.access.table import ROWS
from tests.conftest import IS_TRIAL

# What an administrator sees is on the superuser's pages, too.
ROLES = (
    ("anonymous", "member", "administrator", "superuser")
    if IS_TRIAL
    else ("anonymous", "member", "superuser")
)
pytestmark = pytest.mark.django_db


@pytest.fixture(params=extremes.KINDS)
def extreme(request, world):
    """The world of the access matrix, taken to one extreme; what the table calls by name is called as it is now."""
    _make_old_history(world)
    assert extremes.make_extreme(request.param) > 500
    for row in vars(world).values():
        if isinstance(row, models.Model) and row.pk:
            row.refresh_from_db()
    current.rebuild(at=clock.now())
    entries.rebuild()
    return world


def _make_old_history(world):
    """The record remembers what was stored when nothing was checked."""
    change_set = ChangeSet.objects.create(
        channel="page", event="meeting_recorded", parameters={"period": "foo", "reference": "KR/2021"}
    )
    for row in (world.shown, world.programme, world.occurrence, world.public_report, world.mission):
        odd = extremes.once_stored(row)
        for action in AuditEntry.Action:
            AuditEntry.objects.create(
                change_set=change_set, action=action, model=row._meta.label_lower, object_id=row.pk,
                object_key=key_of(row), before=odd, after=odd,
            )  # fmt: skip


def _names_now(world):
    return {
        KOREA: world.country.slug,
        PLAN: world.programme.slug,
        REFERENCE: world.programme.reference,
        "1.1.1": world.shown.number,
        "1.1.2": world.second.number,
        "KR-2021-1.1.1": world.shown.reference,
        "energy": world.sector.slug,
        "danish-energy-agency": world.organisation.slug,
        "seoul": world.mission.slug,
        "2022": world.occurrence.period,
    }


@pytest.mark.trials
def test_no_page_fails_over_what_the_database_lets_in(extreme, tried):
    names, failures, why, asked, opened = _names_now(extreme), [], [], set(), set()
    got_request_exception.connect(lambda **_: why.append(_last_error()), weak=False, dispatch_uid="extreme")
    for row in ROWS:
        if row.GET == "405":
            continue
        address = address_of(row, extreme, names)
        for role in ROLES[:1] if row in PUBLIC else ROLES:
            why.clear()
            status = answer("get", address, cookies=extreme.cookies[role]).status_code
            asked.add((role, row))
            opened |= {row} if status == 200 else set()
            if status >= 500:
                failures.append(f"{role} {row}: {' '.join(why)}")
    got_request_exception.disconnect(dispatch_uid="extreme")
    tried("pages over extreme rows", len(asked))
    assert len(opened) > len({row for _role, row in asked}) * 2 // 3
    assert not failures, "\n".join(failures)


def _last_error():
    kind, error, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    place = next((frame for frame in reversed(frames) if "/.venv/" not in frame.filename), frames[-1])
    return f"{kind.__name__} {str(error)[:80]!r} in {place.filename}:{place.lineno}"
