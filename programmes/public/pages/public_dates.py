"""The dates that anyone may know: public events and activities, and meetings that the agreement lets one expect."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy import clock
from programmes.models import Activity, Commitment, Event, Occurrence, Partnership, Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.events import EventQuerySet
from programmes.rules.recurrence import expected_periods
from programmes.words.activities import activity_title
from programmes.words.month import Entry
from programmes.words.strings import marked


def dates_of_country(partnership: Partnership, *, at: dt.datetime) -> list[Entry]:
    """The entries of a partnership's calendar, in a fixed number of queries."""
    return _dates(Event.objects.filter(partnership=partnership), Q(programme__partnership=partnership), at)


def dates_of_programme(programme: Programme, *, at: dt.datetime) -> list[Entry]:
    """The entries of a programme's calendar: events are those that it is named with."""
    return _dates(
        Event.objects.filter(programme_links__programme=programme).distinct(), Q(programme=programme), at
    )


def _dates(events: EventQuerySet, where: Q, at: dt.datetime) -> list[Entry]:
    shown = Commitment.objects.published().with_public_status().filter(where)
    dated = [*_events(events), *_activities(shown), *_expected(shown, clock.public_day(at))]
    return sorted(dated, key=lambda entry: (entry.on, entry.kind, entry.key))


def _events(events: EventQuerySet) -> Iterator[Entry]:
    """Events known to the day or the month; a year alone is no date for a calendar."""
    for row in events.public().select_related("partnership__country"):
        if row.starts_on.precision != "year":
            yield Entry(
                kind="event", key=str(row.pk), label=row.get_kind_display(), title=marked(row.title),
                url=row.partnership.get_absolute_url(), on=row.starts_on.earliest,
                until=(row.ends_on or row.starts_on).latest, is_loose=not row.starts_on.day, place=str(row.place),
                is_demonstration=row.is_demo,
            )  # fmt: skip


def _activities(shown: CommitmentQuerySet) -> Iterator[Entry]:
    """Public activities, each at the address of a commitment that it carries out."""
    links = Activity.commitments.through.objects.filter(commitment__in=shown.values("pk"))
    columns = ("commitment__programme__partnership__country__slug", "commitment__programme__slug")
    places = {
        activity: place
        for activity, *place in links.order_by("-commitment__position", "-pk").values_list(
            "activity", *columns, "commitment__number"
        )
    }
    activities = Activity.objects.public().filter(
        pk__in=links.values("activity"), takes_place_on__isnull=False
    )
    for row in activities.order_by("takes_place_on", "pk"):
        if row.takes_place_on and row.takes_place_on.precision != "year":
            yield Entry(
                kind="activity", key=str(row.pk), label=row.get_kind_display(), title=activity_title(row),
                url=reverse("public:commitment", args=places[row.pk]), on=row.takes_place_on.earliest,
                until=row.takes_place_on.latest, is_loose=not row.takes_place_on.day, place=row.place,
                state="" if row.state == Activity.State.HELD else row.get_state_display(),
                is_demonstration=row.is_demo,
            )  # fmt: skip


def _expected(shown: CommitmentQuerySet, today: dt.date) -> Iterator[Entry]:
    """What recurring commitments let one expect from now on, on the last day of each period.

    It follows from the agreement alone; of what colleagues have recorded, only a public meeting takes its place.
    """
    rows = (
        shown.exclude(recurrence="")
        .filter(withdrawn_on=None, programme__closed_at=None)
        .select_related("programme__partnership__country")
        .order_by("programme__reference", "position")
    )
    meetings = Occurrence.objects.public().filter(commitment__in=rows.order_by().values("pk"))
    answered = set(meetings.values_list("commitment_id", "period"))
    for row in rows:
        starts_on, ends_on = row.programme.starts_on, row.programme.ends_on
        for period in expected_periods(row.recurrence, starts_on=starts_on, ends_on=ends_on):
            if period.last_on >= today and (row.pk, period.key) not in answered:
                yield Entry(
                    kind="expected", key=f"{row.pk}-{period.key}", url=row.get_absolute_url(), on=period.last_on,
                    label=_("expected in %(period)s") % {"period": period.display()}, until=period.last_on,
                    title=marked(row.plain_title) or row.reference,
                )  # fmt: skip
