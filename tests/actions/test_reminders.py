"""Reminders: who is told, how often, and that each mail leaves once."""

import datetime as dt
import re
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail import get_connection
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from embassy.models import Membership, User
from programmes.actions import reminders
from programmes.models import Commitment, OutgoingMail, Programme, Reminder, ReminderSettings
from tests import factories

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2023, 6, 15, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://example.org"


@pytest.fixture
def team():
    return factories.team()


@pytest.fixture
def row(team):
    """A commitment that was reported on half a year and a day before NOW."""
    row = factories.commitment(owner_team=team)
    factories.report(row, at=NOW - dt.timedelta(weeks=26) - DAY)
    return row


@pytest.fixture
def member(team):
    return factories.member(team, "member", email="member@example.org", language="en")


@pytest.fixture
def lead(team):
    return factories.lead(team, "lead", email="lead@example.org", language="da")


@pytest.fixture
def administrator(team):
    return factories.administrator(team.mission, "administrator", email="administrator@example.org")


def run(at=NOW, connection=None):
    return reminders.send_reminders(connection=connection or get_connection(), at=at)


def readers():
    return sorted(message.to[0].split("@")[0] for message in mail.outbox)


class Failing(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPServerDisconnected("The server is down.")


class Killed(Exception):
    """The machine stops here."""


class KilledAfterSending(EmailBackend):
    """The mail leaves, and the machine stops before anyone could note it."""

    def send_messages(self, email_messages):
        super().send_messages(email_messages)
        raise Killed


@pytest.mark.usefixtures("row", "member")
def test_tells_what_became_due_and_where_to_report(settings):
    settings.SITE_URL = "https://example.org"
    run()
    body = mail.outbox[0].body
    assert mail.outbox[0].subject == "1 commitment needs your attention"
    assert "Last reported" in body
    assert "https://example.org/en/work/KR-2021/1/report/" in body


@pytest.mark.usefixtures("row")
def test_is_in_the_readers_language(lead, member):
    run()
    lead.refresh_from_db()
    by_reader = {message.to[0]: message for message in mail.outbox}
    assert "/da/work/" in by_reader["lead@example.org"].body
    assert "/en/work/" in by_reader["member@example.org"].body


@pytest.mark.usefixtures("row", "member")
def test_says_the_same_thing_only_once():
    assert run().written == 1
    assert run().written == 0
    assert run(NOW + DAY).written == 0
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("row", "member")
def test_is_at_most_one_mail_a_person_and_day(team):
    run()
    other = factories.commitment(Programme.objects.get(), owner_team=team, due_on=dt.date(2023, 6, 1))
    factories.report(other, at=NOW - 3 * DAY)
    run(NOW + dt.timedelta(hours=2))
    assert len(mail.outbox) == 1
    run(NOW + DAY)
    assert len(mail.outbox) == 2
    assert "Deadline passed" in mail.outbox[1].body


@pytest.mark.usefixtures("row", "member")
def test_another_run_that_was_faster_leaves_nothing_to_write(monkeypatch):
    as_at_the_beginning = reminders.notices_of

    def overtaken(mission, *, at):
        notices = as_at_the_beginning(mission, at=at)
        monkeypatch.setattr(reminders, "notices_of", as_at_the_beginning)
        assert reminders.write_mails(at=at) == 1  # the other run, all of it
        return notices

    monkeypatch.setattr(reminders, "notices_of", overtaken)
    assert reminders.write_mails(at=NOW) == 0
    assert OutgoingMail.objects.count() == Reminder.objects.count() == 1


@pytest.mark.usefixtures("row", "member")
def test_what_cannot_be_written_is_not_taken_for_written_because_somebody_else_has_had_a_mail(
    team, monkeypatch
):
    other = factories.member(team, "other", email="other@example.org")
    as_they_are = reminders.notices_of

    def with_one_thing_twice(mission, *, at):
        notices = as_they_are(mission, at=at)
        notices[other.pk].items *= 2
        return notices

    monkeypatch.setattr(reminders, "notices_of", with_one_thing_twice)
    with pytest.raises(IntegrityError):
        reminders.write_mails(at=NOW)
    assert OutgoingMail.objects.get().user.username == "member"


@pytest.mark.usefixtures("row", "member", "administrator")
def test_goes_on_to_the_administrator_when_nobody_reports(team):
    factories.lead(team, "boss", email="boss@example.org")
    run()
    assert readers() == ["boss", "member"]
    mail.outbox.clear()
    run(NOW + dt.timedelta(weeks=4))
    assert readers() == []
    run(NOW + dt.timedelta(weeks=8))
    assert readers() == ["administrator"]


@pytest.mark.usefixtures("administrator")
def test_lead_is_told_after_the_owner_has_let_it_lie(row, member, lead):
    row.owner = member
    row.save()
    run()
    assert readers() == ["member"]
    run(NOW + dt.timedelta(weeks=4))
    assert readers() == ["lead", "member"]
    run(NOW + dt.timedelta(weeks=8))
    assert readers() == ["administrator", "lead", "member"]


@pytest.mark.usefixtures("row", "member")
def test_mission_sets_how_it_is_reminded(team):
    rules = ReminderSettings.objects.create(mission=team.mission, stale_after_weeks=40)
    run()
    assert not mail.outbox
    rules.stale_after_weeks = 10
    rules.is_on = False
    rules.save()
    run()
    assert not mail.outbox
    rules.is_on = True
    rules.save()
    run()
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("row", "member")
def test_failing_server_loses_nothing():
    done = run(connection=Failing())
    assert (done.sent, done.failed, done.waiting) == (0, 1, 1)
    assert "down" in OutgoingMail.objects.get().last_error
    done = run(NOW + dt.timedelta(minutes=5))
    assert (done.written, done.sent, done.waiting) == (0, 1, 0)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("row", "member")
def test_killed_between_sending_and_noting_it_sends_the_same_mail_again():
    with pytest.raises(Killed):
        run(connection=KilledAfterSending())
    run(NOW + dt.timedelta(minutes=1))
    assert len(mail.outbox) == 1, "another run must not send what the first may still be sending"
    run(NOW + dt.timedelta(minutes=11))
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


@pytest.mark.usefixtures("row", "member")
def test_folder_holds_each_mail_once_however_often_it_is_sent(settings, tmp_path):
    settings.MAIL_FOLDER = str(tmp_path)
    folder = get_connection("embassy.mail.FolderBackend")
    run(connection=folder)
    OutgoingMail.objects.update(sent_at=None)
    run(connection=folder)
    held = list(tmp_path.iterdir())
    assert len(held) == 1
    assert b"1 commitment needs your attention" in held[0].read_bytes()


@pytest.mark.usefixtures("row", "member")
def test_killed_while_writing_leaves_neither_mail_nor_memory(monkeypatch):
    monkeypatch.setattr(reminders, "Reminder", None)
    with pytest.raises(AttributeError):
        reminders.write_mails(at=NOW)
    assert not OutgoingMail.objects.exists()
    monkeypatch.undo()
    assert run().written == 1
    assert Reminder.objects.count() == 1


@pytest.mark.usefixtures("row")
def test_nobody_without_an_address_or_a_right_to_sign_in_is_written_to(team):
    factories.member(team, "silent", email="")
    factories.member(team, "gone", email="gone@example.org", is_active=False)
    run()
    assert not mail.outbox
    assert not OutgoingMail.objects.exists()
    factories.member(team, "reader", email="reader@example.org")
    run()
    assert readers() == ["reader"]


@pytest.mark.usefixtures("row", "member", "lead")
def test_every_mail_that_is_written_leaves():
    done = run()
    assert (done.written, done.sent, done.failed, done.waiting) == (2, 2, 0, 0)
    assert readers() == ["lead", "member"]


@pytest.mark.usefixtures("row", "member", "lead")
def test_what_fails_stays_for_the_next_run_and_counts_its_attempts():
    done = run(connection=Failing())
    assert (done.written, done.sent, done.failed, done.waiting) == (2, 0, 2, 2)
    assert set(OutgoingMail.objects.values_list("attempts", "claimed_until")) == {(1, None)}
    assert all("down" in error for error in OutgoingMail.objects.values_list("last_error", flat=True))
    done = run()
    assert (done.written, done.sent, done.failed, done.waiting) == (0, 2, 0, 0)
    assert set(OutgoingMail.objects.values_list("attempts", "last_error")) == {(2, "")}


@pytest.mark.usefixtures("row", "member")
@pytest.mark.parametrize(("after", "sent"), [(-1, 0), (0, 0), (1, 1)])
def test_a_claim_runs_out_after_ten_minutes(after, sent):
    reminders.write_mails(at=NOW)
    OutgoingMail.objects.update(claimed_until=NOW)
    at = NOW + dt.timedelta(microseconds=after)
    assert reminders.send_mails(connection=get_connection(), at=at) == (sent, 0)
    assert dt.timedelta(minutes=10) == reminders.CLAIM


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (dt.timedelta(weeks=4) - DAY, ["member"]),
        (dt.timedelta(weeks=4), ["lead", "member"]),
        (dt.timedelta(weeks=8) - DAY, ["lead", "member"]),
        (dt.timedelta(weeks=8), ["administrator", "lead", "member"]),
    ],
)
def test_the_next_person_is_told_on_the_day_and_not_before(row, member, lead, waited, expected):
    row.owner = member
    row.due_on = NOW.date() - waited
    row.save()
    factories.report(row, at=NOW - DAY)
    run()
    assert readers() == expected


@pytest.mark.usefixtures("row", "member")
def test_command_prints_what_it_did(capsys):
    call_command("send_reminders")
    assert "1 written, 1 sent, 0 failed, 0 waiting." in capsys.readouterr().out
    call_command("send_reminders")
    assert "0 written, 0 sent, 0 failed, 0 waiting." in capsys.readouterr().out


def outage(*ats):
    """The mail server is down at each of these moments."""
    for at in ats:
        run(at, connection=Failing())


@pytest.mark.usefixtures("row")
@pytest.mark.parametrize("why", ["disabled", "left", "no address"])
def test_a_mail_that_waits_does_not_go_to_whoever_may_not_know_any_more(member, lead, why):
    outage(NOW)
    if why == "left":
        Membership.objects.filter(user=member).update(until_on=NOW.date())
    else:
        User.objects.filter(pk=member.pk).update(
            **{"is_active": False} if why == "disabled" else {"email": ""}
        )
    done = run(NOW + DAY)
    assert readers() == ["lead"]
    assert (done.sent, done.waiting) == (1, 0)
    assert OutgoingMail.objects.get(user=member).dropped_at == NOW + DAY


@pytest.mark.usefixtures("row")
def test_a_mail_that_waits_goes_to_the_address_of_the_day(member):
    outage(NOW)
    User.objects.filter(pk=member.pk).update(email="new@example.org", language="da")
    run(NOW + DAY)
    assert readers() == ["new"]
    assert "/da/work/" in mail.outbox[0].body


def test_mails_of_an_outage_become_one_of_what_is_still_true(row, member, team):
    late = factories.commitment(row.programme, owner_team=team, due_on=dt.date(2023, 6, 15))
    settled = factories.commitment(row.programme, owner_team=team, due_on=dt.date(2023, 6, 15))
    for one in (late, settled):
        factories.report(one, at=NOW - 3 * DAY)
    outage(NOW, NOW + DAY, NOW + 2 * DAY)
    assert OutgoingMail.objects.count() == 2, "that one is old, then that two deadlines have passed"
    Commitment.objects.filter(pk=settled.pk).update(due_on=dt.date(2027, 1, 1))
    done = run(NOW + 3 * DAY)
    assert (done.sent, done.waiting) == (1, 0)
    [message] = mail.outbox
    assert message.subject == "2 commitments need your attention"
    assert f"{row.reference} " in message.body
    assert f"{late.reference} " in message.body
    assert f"{settled.reference} " not in message.body


@pytest.mark.usefixtures("member")
def test_a_mail_of_which_nothing_is_true_any_more_does_not_leave(row):
    outage(NOW)
    factories.report(row, at=NOW + dt.timedelta(hours=1))
    done = run(NOW + DAY)
    assert (done.written, done.sent, done.waiting) == (0, 0, 0)
    assert not mail.outbox
    assert OutgoingMail.objects.get().dropped_at == NOW + DAY


@pytest.mark.usefixtures("row")
@pytest.mark.parametrize("why", ["reminders off", "left", "disabled", "no address"])
def test_what_never_left_is_told_when_it_may_be_told_again(member, team, why):
    outage(NOW)
    rules, _made = ReminderSettings.objects.get_or_create(mission=team.mission)
    memberships, people = Membership.objects.filter(user=member), User.objects.filter(pk=member.pk)
    stop, begin = {
        "reminders off": (lambda: turn(rules, False), lambda: turn(rules, True)),
        "left": (
            lambda: memberships.update(until_on=NOW.date()),
            lambda: memberships.update(until_on=None),
        ),
        "disabled": (lambda: people.update(is_active=False), lambda: people.update(is_active=True)),
        "no address": (lambda: people.update(email=""), lambda: people.update(email="member@example.org")),
    }[why]
    stop()
    assert run(NOW + DAY).sent == 0
    begin()
    assert run(NOW + 2 * DAY).sent == 1
    assert readers() == ["member"]
    assert run(NOW + 3 * DAY).written == 0, "now it is told"


def turn(rules, is_on):
    rules.is_on = is_on
    rules.save()


@pytest.mark.usefixtures("member")
def test_what_the_mail_that_left_did_not_say_is_told_when_it_is_true_again(row, team):
    """A deadline was taken away while the mail waited, and set again to the same day after it had left."""
    late = factories.commitment(row.programme, owner_team=team, due_on=NOW.date() - DAY)
    factories.report(late, at=NOW - 3 * DAY)
    deadline = Commitment.objects.filter(pk=late.pk)
    outage(NOW, NOW + DAY)
    deadline.update(due_on=None)
    run(NOW + 2 * DAY)
    deadline.update(due_on=NOW.date() - DAY)
    run(NOW + 3 * DAY)
    first, second = (message.body for message in mail.outbox)
    assert (f"{row.reference} " in first, f"{late.reference} " in first) == (True, False)
    assert (f"{row.reference} " in second, f"{late.reference} " in second) == (False, True)


@pytest.mark.usefixtures("member")
def test_a_commitment_stands_in_a_mail_once_with_all_its_reasons(row):
    Commitment.objects.filter(pk=row.pk).update(due_on=dt.date(2023, 6, 1))
    run()
    body = mail.outbox[0].body
    assert body.count(f"{row.reference} ") == 1
    assert "Deadline passed" in body
    assert "Last reported" in body


@pytest.mark.usefixtures("member")
def test_a_meeting_leads_to_its_own_form(row):
    Commitment.objects.filter(pk=row.pk).update(recurrence="annual", latest_status="fulfilled")
    run()
    assert f"https://example.org/en/work/KR-2021/{row.number}/meetings/" in mail.outbox[0].body


@pytest.mark.parametrize(
    "at", [NOW, dt.datetime(2025, 1, 2, 12, tzinfo=dt.UTC)], ids=["while it runs", "after its end"]
)
@pytest.mark.usefixtures("member", "administrator")
def test_every_link_leads_its_reader_to_a_page_that_opens(row, team, client, at):
    Commitment.objects.create(
        programme=row.programme, number="9.9.9", position=99, kind="recurring", recurrence="annual",
        plain_title_en="Meetings", owner_team=team, is_published=True, status_visibility="public",
    )  # fmt: skip
    opened = set()
    for weeks in (0, 4, 8):
        run(at + dt.timedelta(weeks=weeks))
    with time_machine.travel(at, tick=False):
        for sent in mail.outbox:
            client.force_login(User.objects.get(email=sent.to[0]))
            for address in re.findall(r"https://example.org(/(?:en|da)/work/KR-\S+)", sent.body):
                assert client.get(address).status_code == 200, (sent.to, address)
                opened.add(sent.to[0])
    assert {"administrator@example.org", "member@example.org"} <= opened


@pytest.mark.usefixtures("member")
def test_a_final_status_leads_to_the_closing_walk(row):
    run(dt.datetime(2025, 1, 2, 12, tzinfo=dt.UTC))
    body = mail.outbox[0].body
    assert "Final status to be given" in body
    assert f"https://example.org/en/work/KR-2021/closing/{row.number}/" in body
    assert "/report/" not in body


@pytest.mark.usefixtures("row", "member")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", ""),
        ("SITE_URL", "http://localhost:8000"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
        ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
        ("EMAIL_BACKEND", "django.core.mail.backends.smpt.EmailBackend"),
        ("DEFAULT_FROM_EMAIL", "noreply@localhost"),
    ],
)
def test_where_mail_cannot_leave_the_command_says_which_setting_is_missing(settings, name, value):
    setattr(settings, name, value)
    with pytest.raises(CommandError, match=name) as refusal:
        call_command("send_reminders")
    assert refusal.value.returncode == 2
    assert not OutgoingMail.objects.exists()


def test_whoever_is_told_as_member_and_as_lead_reads_each_reason_once(row, lead):
    run(NOW + dt.timedelta(weeks=4))
    assert readers() == ["lead"]
    assert mail.outbox[0].body.count("Senest rapporteret") == 1


@pytest.mark.usefixtures("member")
def test_what_has_no_title_is_named_by_its_wording(row):
    Commitment.objects.filter(pk=row.pk).update(plain_title_da="", plain_title_en="")
    run()
    words = row.wordings.get().text
    (line,) = [line for line in mail.outbox[0].body.splitlines() if line.startswith(f"{row.reference}  ")]
    assert line.removeprefix(f"{row.reference}  ")[:40] == words[:40]
