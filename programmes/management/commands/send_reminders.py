"""`manage.py send_reminders`: tell people what has come to be due; for a timer, once a day or oftener."""

from typing import Any

from django.core.mail import get_connection
from django.core.management.base import CommandError

from embassy import clock
from embassy.commands import EnglishCommand
from embassy.unsent.keeping import forget_expired
from programmes.actions import current
from programmes.actions.reminders import CannotSend, demand_that_mail_can_leave, send_reminders


class Command(EnglishCommand):
    help = (
        "Write and send reminders: at most one mail a person and day, only about what is new. "
        "Exit 1 if any failed, 2 if mail cannot leave."
    )

    def handle(self, **options: Any) -> None:
        at = clock.now()
        current.rebuild(at=at)
        forget_expired(at=at)
        try:
            demand_that_mail_can_leave()  # before a backend that cannot be used is opened
            done = send_reminders(connection=get_connection(), at=at)
        except CannotSend as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(
            f"{done.written} written, {done.sent} sent, {done.failed} failed, {done.waiting} waiting."
        )
        if done.failed:
            self.stderr.write("The mail server did not accept all of them. Nothing is lost: run this again.")
            raise SystemExit(1)
