"""An earlier day as pages show it: what was public when that day ended, and has not been hidden since.

Two clocks: facts of agreements (wordings, responsibilities, lives of programmes) follow when they held; our own
publishing (programmes with their commitments, reports, what is withheld) follows when it was public. The editors' own
words (titles, notes, kinds, sectors) are today's.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import ChangeSet
from programmes.models import StatusReport
from programmes.words.strings import date_words


@dataclass(frozen=True)
class AsOf:
    """A day in the past that a page is read for.

    `began_on` is the register's first day; `address` is the page's for citing, `today_url` the one of today's page.
    """

    day: dt.date
    began_on: dt.date
    address: str = ""
    today_url: str = ""

    @cached_property
    def at(self) -> dt.datetime:
        """The moment that is shown: the last one of the day."""
        return clock.end_of_day(self.day)

    @property
    def has_statuses(self) -> bool:
        """Whether anything was reported here at all by then; before, only the agreements' own facts are shown."""
        return self.day >= self.began_on

    @property
    def query(self) -> str:
        return f"?on={self.day.isoformat()}"

    @property
    def words(self) -> str:
        return date_words(self.day)

    @property
    def sentence(self) -> str:
        return _("As of %(date)s.") % {"date": self.words}

    @property
    def explanation(self) -> str:
        """What is shown of the day, and what not."""
        if self.has_statuses:
            shown = _(
                "This page shows what was public at the end of that day. What has been withdrawn, withheld or taken "
                "off this site since is not shown."
            )
        else:
            shown = _(
                "Statuses are recorded here from %(date)s. For this day, only the facts of the agreement are shown."
            ) % {"date": date_words(self.began_on)}
        return " ".join((shown, _("Titles and notes are today's.")))


def register_began_on(*, at: dt.datetime) -> dt.date:
    """The day from which statuses are published here: that of the first recorded change or public report."""
    changes = ChangeSet.objects.order_by("pk").values_list("at", flat=True)
    reports = (
        StatusReport.objects.public(at=at).order_by("effective_at").values_list("effective_at", flat=True)
    )
    moments = [moment for moment in (*changes[:1], *reports[:1]) if moment]
    return clock.public_day(min(moments, default=at))


def keep_day(url: str, as_of: AsOf | None) -> str:
    """The address of another page, read for the same day."""
    if as_of is None:
        return url
    page, hash_sign, anchor = url.partition("#")
    day = as_of.query.replace("?", "&") if "?" in page else as_of.query
    return f"{page}{day}{hash_sign}{anchor}"
