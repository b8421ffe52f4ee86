"""What people are told by mail, and what a secret makes of it for those who may not see it."""

import datetime as dt

import time_machine
from django.core import mail
from django.core.mail import get_connection

from embassy.models import User
from programmes.actions.reminders import send_reminders
from tests import factories
from tests.access.differences import taken_back
from tests.access.matrix import ROLES
from tests.conftest import IS_TRIAL

PEOPLE = [role for role in ROLES if role not in {"anonymous", "unattached"}]
# When reminders are sent: tomorrow, when all that is due already is news, and when a year has gone by.
LATER = [dt.timedelta(days=1), dt.timedelta(days=370)] if IS_TRIAL else [dt.timedelta(days=1)]


def let_everybody_be_told(world):
    """Give each of the cast an address, and each team something that is due."""
    for role in PEOPLE:
        User.objects.filter(pk=getattr(world.cast, role).pk).update(email=f"{role}@example.org")
    health = world.cast.colleague.memberships.get().team
    factories.commitment(world.programme, number="1.1.7", owner_team=health, due_on=dt.date(2022, 1, 1))


def mails_after(moment):
    """{role: its mails}, as they leave when reminders are sent later; they are taken back."""
    told = {role: [] for role in PEOPLE}
    for later in LATER:
        mail.outbox.clear()
        with taken_back(), time_machine.travel(moment + later, tick=False):
            send_reminders(connection=get_connection(), at=moment + later)
        for one in mail.outbox:
            told[one.to[0].partition("@")[0]].append((later.days, one.subject, one.body))
    mail.outbox.clear()
    return told


def differing_mails(secret, world, moment, before):
    """Who is told something else with a secret, of those who may not see it."""
    with taken_back():
        secret.put(world)
        after = mails_after(moment)
    return {
        role: after[role] for role in PEOPLE if secret.is_hidden_from(role) and after[role] != before[role]
    }
