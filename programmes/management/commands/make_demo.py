"""`manage.py make_demo`: demonstration users, teams and statuses, on a development server only."""

from typing import Any

from django.core.management.base import CommandError

from embassy import clock
from embassy.commands import EnglishCommand
from programmes.demo import people
from programmes.demo.make import Refused, make_demo


class Command(EnglishCommand):
    help = "Make demonstration users, teams and statuses over the Korea plan (DEBUG only). Made before, they are kept."

    def handle(self, **options: Any) -> None:
        try:
            made = make_demo(at=clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if made.is_new:
            self.stdout.write(
                f"Made {made.users} users, {made.teams} teams, {made.owners} owners, {made.reports} reports, "
                f"{made.activities} activities and {made.events} events. They are not statements by any government."
            )
        else:
            self.stdout.write("The demonstration is there already; nothing was added or changed.")
        names = ", ".join(person.username for person in people.PEOPLE if person.signs_in)
        self.stdout.write(f"Sign in as {names}; password: {people.PASSWORD}")
