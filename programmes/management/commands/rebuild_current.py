"""`manage.py rebuild_current`: make the caches of what is current anew."""

from django.core.management.base import BaseCommand

from embassy import clock
from programmes.actions import current


class Command(BaseCommand):
    help = "Make the caches of current wordings and statuses anew from the dated rows.."

    def handle(self, **options):
        changed = current.rebuild(at=clock.now())
        self.stdout.write(f"{changed} commitments had to change." if changed else "Everything was current.")
