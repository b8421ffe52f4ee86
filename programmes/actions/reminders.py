"""Reminding people of what is due: mails are written first, one for each person and day, and sent after.

Run under a timer. Run twice, or ended half way, each mail leaves once: what a person was told is a row beside the
mail it stood in, and a mail that was being sent when the machine stopped is sent again under the same Message-ID.
"""

import datetime as dt
import smtplib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from embassy import clock
from embassy.audit import Channel, change_set
from embassy.models import Membership, Mission, User
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, OutgoingMail, Reminder, ReminderSettings
from programmes.rules.due import Due, due
from programmes.words.due_words import due_words

CLAIM = dt.timedelta(minutes=10)
# What the machine between us and the reader may answer when it cannot take a mail now.
MAIL_TROUBLE = (smtplib.SMTPException, OSError)


class NoticeItem(NamedTuple):
    """A commitment, and one reason why it is due."""

    commitment: Commitment
    due: Due


@dataclass
class Notice:
    """What one person is to be told of: commitments with the reasons that are new to them."""

    user: User
    items: list[NoticeItem] = field(default_factory=list)


class _People(NamedTuple):
    """Members and leads by team, and the mission's administrators: those who may sign in and have an address."""

    members: Mapping[int | None, list[User]]
    leads: Mapping[int | None, list[User]]
    administrators: list[User]


@dataclass(frozen=True)
class Sent:
    written: int
    sent: int
    failed: int
    waiting: int


def settings_of(mission: Mission) -> ReminderSettings:
    """A mission's reminder settings; the defaults where nobody has set any."""
    return ReminderSettings.objects.filter(mission=mission).first() or ReminderSettings(mission=mission)


def _people(mission: Mission, *, on: dt.date) -> _People:
    members: dict[int | None, list[User]] = defaultdict(list)
    leads: dict[int | None, list[User]] = defaultdict(list)
    administrators: list[User] = []
    memberships = Membership.objects.on(on).filter(user__is_active=True).exclude(user__email="")
    for one in (
        memberships.filter(Q(team__mission=mission) | Q(mission=mission))
        .select_related("user")
        .order_by("pk")
    ):
        if one.role == Membership.Role.ADMINISTRATOR:
            administrators.append(one.user)
        else:
            members[one.team_id].append(one.user)
            if one.role == Membership.Role.LEAD:
                leads[one.team_id].append(one.user)
    return _People(members, leads, administrators)


def _listeners(
    commitment: Commitment, reason: Due, people: _People, *, on: dt.date, weeks: int
) -> list[User]:
    """Who is told: the owner or the team at once, then the lead, then the administrators, as nobody reports."""
    team = commitment.owner_team_id
    owners = [person for person in people.members[team] if person.pk == commitment.owner_id]
    recipients = list(owners or people.members[team])
    waited = on - reason.since_on
    if waited >= dt.timedelta(weeks=weeks) or not recipients:
        recipients += people.leads[team]
    if waited >= dt.timedelta(weeks=2 * weeks) or not recipients:
        recipients += people.administrators
    return recipients


def notices_of(mission: Mission, *, at: dt.datetime) -> dict[int, Notice]:
    """What is new to each person of a mission, by their id."""
    rules = settings_of(mission)
    if not rules.is_on:
        return {}
    today = clock.public_day(at)
    stale_after = dt.timedelta(weeks=rules.stale_after_weeks)
    people = _people(mission, on=today)
    commitments = Commitment.objects.filter(owner_team__mission=mission)
    by_id = commitments.select_related("programme__partnership__country").in_bulk()
    known = set(
        Reminder.objects.filter(commitment__owner_team__mission=mission).values_list(
            "user_id", "commitment_id", "reason", "occasion"
        )
    )
    notices: dict[int, Notice] = {}
    for pk, reasons in due(commitments, at=at, stale_after=stale_after).items():
        for one in reasons:
            for person in _listeners(by_id[pk], one, people, on=today, weeks=rules.escalate_after_weeks):
                key = (person.pk, pk, one.reason.value, one.occasion)
                if key not in known:
                    known.add(key)
                    notices.setdefault(person.pk, Notice(person)).items.append(NoticeItem(by_id[pk], one))
    return notices


def write_mails(*, at: dt.datetime, by: User | None = None) -> int:
    """Write the mails that are due today, with what each tells. Returns how many were written."""
    day, written = clock.public_day(at), 0
    had_one = set(OutgoingMail.objects.filter(day=day).values_list("user_id", flat=True))
    for mission in Mission.objects.order_by("pk"):
        for notice in notices_of(mission, at=at).values():
            if notice.user.pk in had_one:
                continue
            had_one.add(notice.user.pk)
            written += _write(notice, day=day, at=at, by=by)
    return written


def _write(notice: Notice, *, day: dt.date, at: dt.datetime, by: User | None) -> int:
    """One mail and what it tells, together; nothing when another run was faster."""
    try:
        with (
            transaction.atomic(),
            change_set(by=by, channel=Channel.COMMAND, event=ChangeEvent.REMINDERS_WRITTEN) as record,
        ):
            mail = record.create(_mail(notice, day=day, at=at))
            record.bulk_create(
                Reminder,
                [
                    Reminder(
                        user=notice.user,
                        commitment=commitment,
                        reason=one.reason,
                        occasion=one.occasion,
                        mail=mail,
                    )
                    for commitment, one in notice.items
                ],
            )
    except IntegrityError:
        if OutgoingMail.objects.filter(user=notice.user, day=day).exists():
            return 0
        raise
    return 1


def _mail(notice: Notice, *, day: dt.date, at: dt.datetime) -> OutgoingMail:
    with translation.override(notice.user.language):
        count = len({commitment.pk for commitment, _one in notice.items})
        subject = ngettext(
            "%(count)s commitment needs your attention", "%(count)s commitments need your attention", count
        ) % {"count": count}
        items = [
            (commitment, due_words(one, day))
            for commitment, one in sorted(notice.items, key=lambda item: item.due.order)
        ]
        context = {
            "name": notice.user,
            "items": items,
            "site_url": settings.SITE_URL,
            "language": notice.user.language,
        }
        body = render_to_string("emails/reminder.txt", context)
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip("> ")
    message_id = f"<reminder-{notice.user.pk}-{day.isoformat()}@{domain}>"
    return OutgoingMail(
        user=notice.user, day=day, subject=subject, body=body, message_id=message_id, written_at=at
    )


def send_mails(*, connection: BaseEmailBackend, at: dt.datetime) -> tuple[int, int]:
    """Send what is written and not sent, oldest first. Returns (sent, failed); what fails stays for the next run."""
    sent = failed = 0
    for pk in list(OutgoingMail.objects.filter(sent_at=None).values_list("pk", flat=True)):
        mail = _claim(pk, at=at)
        if mail is None:
            continue
        try:
            _message(mail, connection).send()
        except MAIL_TROUBLE as error:
            failed += 1
            OutgoingMail.objects.filter(pk=pk).update(
                attempts=F("attempts") + 1, last_error=str(error)[:300], claimed_until=None
            )
        else:
            sent += 1
            OutgoingMail.objects.filter(pk=pk).update(
                attempts=F("attempts") + 1, last_error="", claimed_until=None, sent_at=clock.now()
            )
    return sent, failed


def _claim(pk: int, *, at: dt.datetime) -> OutgoingMail | None:
    """Take a mail for sending, unless another run has it or it has gone meanwhile."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    taken = OutgoingMail.objects.filter(free, pk=pk, sent_at=None).update(claimed_until=at + CLAIM)
    return OutgoingMail.objects.select_related("user").get(pk=pk) if taken else None


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.user.email],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def send_reminders(*, connection: BaseEmailBackend, at: dt.datetime, by: User | None = None) -> Sent:
    """Write what is due, then send what is written. The command's whole work."""
    written = write_mails(at=at, by=by)
    sent, failed = send_mails(connection=connection, at=at)
    waiting = OutgoingMail.objects.filter(sent_at=None).count()
    return Sent(written=written, sent=sent, failed=failed, waiting=waiting)
