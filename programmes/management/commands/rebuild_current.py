"""`manage.py rebuild_current`: make the caches of what is current anew, and what the search looks in."""

from typing import Any

from django.core.management.base import BaseCommand

from embassy import clock
from programmes.actions import current
from programmes.search import entries


class Command(BaseCommand):
    help = "Make the caches of current wordings and statuses anew from the dated rows, and what the search looks in."

    def handle(self, **options: Any) -> None:
        changed = current.rebuild(at=clock.now())
        renewed = entries.rebuild()
        if changed:
            self.stdout.write(f"{changed} commitments had to change.")
        if renewed:
            self.stdout.write(f"{renewed} entries of the search had to change.")
        if not changed and not renewed:
            self.stdout.write("Everything was current.")
