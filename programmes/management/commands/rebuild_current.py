"""`manage.py rebuild_current`: make the caches of what is current anew, and what the search looks in."""

from django.core.management.base import BaseCommand

from embassy import clock
from programmes.actions import current, search


class Command(BaseCommand):
    help = "Make the caches of current wordings and statuses anew from the dated rows, and what the search looks in."

    def handle(self, **options):
        changed = current.rebuild(at=clock.now())
        entries = search.rebuild()
        if changed:
            self.stdout.write(f"{changed} commitments had to change.")
        if entries:
            self.stdout.write(f"{entries} entries of the search had to change.")
        if not changed and not entries:
            self.stdout.write("Everything was current.")
