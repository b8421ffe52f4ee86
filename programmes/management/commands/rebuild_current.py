"""`manage.py rebuild_current`: make the caches of what is current anew, and what is kept beside the rows: entries of
the search, periods of publishing, kept counts. With it goes what was kept of forms that could not be sent. For a
timer, once a day.
"""

from typing import Any

from embassy import clock
from embassy.commands import EnglishCommand
from embassy.unsent.keeping import forget_expired
from programmes.actions import current, publishing_periods
from programmes.counting import kept
from programmes.search import entries


class Command(EnglishCommand):
    help = "Make the caches of current wordings and statuses anew from the dated rows, and what is kept beside them."

    def handle(self, **options: Any) -> None:
        changed = current.rebuild(at=clock.now())
        renewed = entries.rebuild()
        forget_expired(at=clock.now())
        dated = publishing_periods.rebuild()
        counts = kept.rebuild(on=clock.today())
        if changed:
            self.stdout.write(f"{changed} commitments had to change.")
        if renewed:
            self.stdout.write(f"{renewed} entries of the search had to change.")
        if dated:
            self.stdout.write(f"{dated} periods of publishing had to change.")
        if counts:
            self.stdout.write(f"{counts} kept counts had to change.")
        if not changed and not renewed and not dated and not counts:
            self.stdout.write("Everything was current.")
