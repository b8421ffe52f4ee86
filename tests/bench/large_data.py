"""As many commitments and reports as one likes, copied by the database itself from one that is there."""

import datetime as dt

from django.db import connection
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Mod

from embassy import clock
from programmes.actions import publishing_periods
from programmes.counting import kept, triggers
from programmes.models import (
    SDG,
    Commitment,
    Organisation,
    PublishingPeriod,
    Responsibility,
    Sector,
    StatusReport,
    Track,
    Wording,
)
from programmes.statuses import PublicStatus, Status
from tests import factories
from tests.bench import data

PROGRAMMES, REPORTS_EACH = 20, 10
DAYS, EVERY = 120, dt.timedelta(days=9)  # that latest reports are about
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "


def programmes():
    """Programmes that are filled afterwards, with areas and tracks."""
    made = []
    for start in range(PROGRAMMES):
        country, first = "KR" if start % 2 else "CN", 1991 + start
        programme = factories.programme(country, starts_on=str(first), ends_on=str(first + 2))
        for number in range(1, data.AREAS + 1):
            area = factories.area(programme, number)
            for position in range(1, data.TRACKS + 1):
                factories.track(area, position, kind=Track.Kind.values[position % len(Track.Kind.values)])
        made.append(programme)
    return made


def fill(made, size):
    """Fill them up to `size` published commitments, each with a wording, two that are responsible and ten cleared
    reports.
    """
    # One is copied, and whatever it counted for has to be counted once, at the end.
    triggers.lift(connection)
    source = Commitment.objects.filter(programme__starts_on="1990").first()
    source = source or data.programme_of(1, starts_on=1990).commitments.get()
    for programme in made:
        first = programme.commitments.count()
        number = f"{_text(f'(n + {first}) / 900 + 1')} || '.' || {_text(f'(n + {first}) % 900 + 1')}"
        fresh = {"programme_id": str(programme.pk), "number": number, "position": f"n + {first}", "area_id": "NULL",
                 "track_id": "NULL"}  # fmt: skip
        last = Commitment.objects.order_by("-pk").values_list("pk", flat=True)[0]
        _copy(Commitment, f"source.id = {source.pk}", fresh, times=size // PROGRAMMES - first)
        copies = f"source.commitment_id = {source.pk} AND programmes_commitment.id > {last}"
        for model, times in ((Wording, 1), (Responsibility, 1), (StatusReport, REPORTS_EACH)):
            fresh = {"commitment_id": "programmes_commitment.id", "submission_key": _key()}
            _copy(model, copies, fresh, times=times, also=Commitment)
    _analyse()  # what follows is slow where the database still believes the tables to be small
    _tell_apart(Commitment.objects.filter(programme__in=made))
    triggers.install(connection)
    kept.rebuild(on=clock.today())
    # All rows were changed at once, again and again, which leaves indexes that no register grows in years of use.
    of = "" if connection.vendor == "sqlite" else "TABLE "
    with connection.cursor() as cursor:
        cursor.execute(f"REINDEX {of}{Commitment._meta.db_table}")
    _analyse()
    _let_settle()


def publish_from_the_beginning():
    """As rows are that were there before publishing was kept: public on every day of the register."""
    publishing_periods.rebuild()
    PublishingPeriod.objects.update(from_on=None)


def _analyse():
    """What PostgreSQL would do by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _let_settle():
    """Have PostgreSQL write to the disk what it would go on writing for minutes, while figures are taken."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")
            if cursor.fetchone():
                cursor.execute("CHECKPOINT")


def _tell_apart(commitments):
    """Spread kinds, places, public statuses with their days, sectors, goals and sides over them, as evenly as numbers
    do.
    """
    of_them = Track.objects.filter(area__programme__in=commitments.values("programme"))
    places = list(of_them.select_related("area").order_by("pk"))
    for programme in {track.area.programme_id for track in places}:
        own = [track for track in places if track.area.programme_id == programme]
        cases = [When(rest=rest, then=Value(track.pk)) for rest, track in enumerate(own)]
        areas = [When(rest=rest, then=Value(track.area_id)) for rest, track in enumerate(own)]
        of_programme = commitments.filter(programme=programme).annotate(rest=Mod(F("pk"), len(own)))
        of_programme.update(track=Case(*cases), area=Case(*areas))
    for field, values in (("kind", Commitment.Kind.values), ("public_status", PublicStatus.values)):
        count = len(values)
        cases = [When(rest=rest, then=Value(value)) for rest, value in enumerate(values)]
        commitments.annotate(rest=Mod(F("pk") / 7, count)).update(**{field: Case(*cases)})
    keys = list(commitments.order_by("pk").values_list("pk", flat=True))
    for through, column, marks in (
        (Commitment.sectors.through, "sector_id", list(Sector.objects.values_list("pk", flat=True))),
        (Commitment.sdgs.through, "sdg_id", list(SDG.objects.values_list("pk", flat=True))),
    ):
        rows = (
            through(**{"commitment_id": key, column: marks[place % len(marks)]})
            for place, key in enumerate(keys)
        )
        through.objects.filter(commitment__in=commitments).delete()
        through.objects.bulk_create(rows, batch_size=5000)
    latest = StatusReport.objects.filter(commitment=OuterRef("pk")).latest_first().values("pk")[:1]
    commitments.filter(public_status__in=Status.values).update(public_report=Subquery(latest))
    commitments.exclude(public_status__in=Status.values).update(public_report=None)
    today = clock.today()
    days = [When(rest=rest, then=Value(today - rest * EVERY)) for rest in range(DAYS)]
    shown = StatusReport.objects.filter(pk__in=commitments.values("public_report"))
    shown.annotate(rest=Mod(F("pk"), DAYS)).update(as_of_on=Case(*days))
    for side, iso2 in (("danish", "DK"), ("partner", "KR")):
        organisations = Organisation.objects.filter(country__iso2=iso2).order_by("pk")
        cases = [
            When(rest=rest, then=Value(organisation.pk)) for rest, organisation in enumerate(organisations)
        ]
        held = Responsibility.objects.filter(commitment__in=commitments, side=side)
        held.annotate(rest=Mod(F("pk"), len(cases))).update(organisation=Case(*cases))


def _text(expression):
    return f"CAST({expression} AS {'text' if connection.vendor == 'sqlite' else 'varchar'})"


def _key():
    return "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"


def _copy(model, which, fresh, *, times, also=None):
    """Copy the rows that `which` chooses so many times, with some columns made anew."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [fresh.get(column, f'source."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    beside = f", {also._meta.db_table}" if also else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{NUMBERS.format(count=times)} INSERT INTO {table} ({names}) "
            f"SELECT {', '.join(values)} FROM {table} AS source, numbers{beside} WHERE {which}"
        )
