"""Reminding people of what is due: mails are written first, one for each person and day, and sent after.

Run under a timer. Run twice, or ended half way, each mail leaves once: what a person was told is a row beside the
mail it stood in, and a mail that was being sent when the machine stopped is sent again under the same Message-ID.

What a mail says, and whether its reader may know it, is asked again when it leaves. Mails that an outage kept back
become one, of what is still true; where nothing is, none leaves.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from embassy import clock
from embassy.audit import Channel, change_set
from embassy.mail import MAIL_TROUBLE, why_links_lead_nowhere, why_mail_stays
from embassy.models import Membership, Mission, User
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, OutgoingMail, Reminder, ReminderSettings
from programmes.rules.due import Due, Reason, due
from programmes.words.due_words import due_words
from programmes.words.titles import title_words

CLAIM = dt.timedelta(minutes=10)


class NoticeItem(NamedTuple):
    """A commitment, and one reason why it is due."""

    commitment: Commitment
    due: Due

    @property
    def key(self) -> tuple[int, str, str]:
        """What makes it the same notice another day."""
        return self.commitment.pk, self.due.reason.value, self.due.occasion

    def path(self, *, reports: bool, records: bool) -> str:
        """The page on which its reader can do what it asks for, below the site's address and in their language.

        `reports` and `records` say whether they may report on the commitment, and record its meetings; who may not
        is led to its page.
        """
        place = [self.commitment.programme.reference, self.commitment.number]
        if not (records if self.due.reason == Reason.MEETING_WITHOUT_RECORD else reports):
            return reverse("workspace:commitment", args=place)
        if self.due.reason == Reason.MEETING_WITHOUT_RECORD and self.due.period:
            return reverse("workspace:meeting", args=[*place, self.due.period.key])
        if self.due.reason == Reason.FINAL_STATUS:
            return reverse("workspace:closing-step", args=place)
        if self.due.reason == Reason.ASKED:
            return reverse("workspace:commitment", args=place)
        return reverse("workspace:commitment-report", args=place)


class Line(NamedTuple):
    """A commitment in a mail: each once, with its reasons and the page where the first of them is done with."""

    commitment: Commitment
    title: str
    reasons: list[str]
    path: str


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


class CannotSend(Exception):
    """This installation is not set up to send mail that is of use. str() names the setting."""


def demand_that_mail_can_leave() -> None:
    """Raises CannotSend without the site's address, and where mails would stay on a public server."""
    reasons = [*why_links_lead_nowhere(), *why_mail_stays()]
    if reasons:
        raise CannotSend(f"{reasons[0]} No mail was sent.")


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
    return list(dict.fromkeys(recipients))  # a lead is a member, too


def _true_now(mission: Mission, *, at: dt.datetime) -> Iterator[tuple[User, NoticeItem]]:
    """Everything that is due at a mission, with everyone who is to know of it, whether told before or not."""
    rules = settings_of(mission)
    if not rules.is_on:
        return
    today = clock.day_of(at, mission.zone)
    stale_after = dt.timedelta(weeks=rules.stale_after_weeks)
    people = _people(mission, on=today)
    commitments = Commitment.objects.filter(owner_team__mission=mission)
    by_id = commitments.select_related("programme__partnership__country", "current_wording").in_bulk()
    for pk, reasons in due(commitments, at=at, zone=mission.zone, stale_after=stale_after).items():
        for one in reasons:
            for person in _listeners(by_id[pk], one, people, on=today, weeks=rules.escalate_after_weeks):
                yield person, NoticeItem(by_id[pk], one)


def notices_of(mission: Mission, *, at: dt.datetime) -> dict[int, Notice]:
    """What is new to each person of a mission, by their id."""
    known = set(
        Reminder.objects.filter(commitment__owner_team__mission=mission).values_list(
            "user_id", "commitment_id", "reason", "occasion"
        )
    )
    return _by_person(
        {
            key: (person, item)
            for person, item in _true_now(mission, at=at)
            if (key := (person.pk, *item.key)) not in known
        }.values()
    )


def _by_person(items: Iterable[tuple[User, NoticeItem]]) -> dict[int, Notice]:
    notices: dict[int, Notice] = {}
    for person, item in items:
        notices.setdefault(person.pk, Notice(person)).items.append(item)
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
        lines: dict[int, Line] = {}
        named = Commitment.objects.filter(pk__in={item.commitment.pk for item in notice.items})
        reportable = set(named.reportable_by(notice.user).values_list("pk", flat=True))
        recordable = set(named.recordable_by(notice.user).values_list("pk", flat=True))
        for item in sorted(notice.items, key=lambda item: item.due.order):
            pk = item.commitment.pk
            path = item.path(reports=pk in reportable, records=pk in recordable)
            line = lines.setdefault(pk, Line(item.commitment, title_words(item.commitment), [], path))
            line.reasons.append(due_words(item.due, day))
        context = {
            "name": notice.user,
            "lines": list(lines.values()),
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
    """Send what is written and not sent, one mail a person. Returns (sent, failed); what fails stays for the next run.

    Raises CannotSend.
    """
    demand_that_mail_can_leave()
    sent = failed = 0
    waiting: dict[int, list[int]] = defaultdict(list)
    for pk, user_id in OutgoingMail.objects.waiting().order_by("day").values_list("pk", "user_id"):
        waiting[user_id].append(pk)
    missions = Mission.objects.order_by("pk") if waiting else ()
    true_now = _by_person(pair for mission in missions for pair in _true_now(mission, at=at))
    for user_id, pks in waiting.items():
        pk = pks[-1]  # the newest stands for those that an outage kept back
        mail = _claim(pk, at=at)
        if mail is None:
            continue
        told = set(Reminder.objects.filter(mail__in=pks).values_list("commitment_id", "reason", "occasion"))
        notice = true_now.get(user_id, Notice(mail.user))
        notice.items = [item for item in notice.items if item.key in told]
        if not notice.items:
            _settle(pks, told=set(), at=at)
            continue
        mail = _renewed(mail, notice, at=at)
        try:
            _message(mail, connection).send()
        except MAIL_TROUBLE as error:
            failed += 1
            OutgoingMail.objects.filter(pk=pk).update(
                attempts=F("attempts") + 1, last_error=str(error)[:300], claimed_until=None
            )
        else:
            sent += 1
            _settle(pks, told={item.key for item in notice.items}, at=at, sent=pk)
    return sent, failed


def _settle(
    pks: list[int], *, told: Collection[tuple[int, str, str]], at: dt.datetime, sent: int | None = None
) -> None:
    """One person's mails are done with: one of them left, saying what is `told`, or none did.

    What never left was not told: it is forgotten, so that it is news when it becomes true again.
    """
    with (
        transaction.atomic(),
        change_set(by=None, channel=Channel.COMMAND, event=ChangeEvent.REMINDERS_FORGOTTEN) as record,
    ):
        if sent is not None:
            OutgoingMail.objects.filter(pk=sent).update(
                attempts=F("attempts") + 1, last_error="", claimed_until=None, sent_at=clock.now()
            )
        OutgoingMail.objects.waiting().filter(pk__in=pks).update(dropped_at=at, claimed_until=None)
        for reminder in Reminder.objects.filter(mail__in=pks).order_by("pk"):
            if (reminder.commitment_id, reminder.reason, reminder.occasion) not in told:
                record.delete(reminder)


def _renewed(mail: OutgoingMail, notice: Notice, *, at: dt.datetime) -> OutgoingMail:
    """The mail with what is true as it leaves; its Message-ID stays."""
    fresh = _mail(notice, day=notice.user.day(at), at=at)
    mail.subject, mail.body = fresh.subject, fresh.body
    OutgoingMail.objects.filter(pk=mail.pk).update(subject=mail.subject, body=mail.body)
    return mail


def _claim(pk: int, *, at: dt.datetime) -> OutgoingMail | None:
    """Take a mail for sending, unless another run has it or it has gone meanwhile."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    taken = OutgoingMail.objects.filter(free, pk=pk, sent_at=None, dropped_at=None).update(
        claimed_until=at + CLAIM
    )
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
    """Write what is due, then send what is written. The command's whole work. Raises CannotSend."""
    demand_that_mail_can_leave()
    written = write_mails(at=at, by=by)
    sent, failed = send_mails(connection=connection, at=at)
    waiting = OutgoingMail.objects.waiting().count()
    return Sent(written=written, sent=sent, failed=failed, waiting=waiting)
