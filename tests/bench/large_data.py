"""As many commitments and reports as one likes, copied by the database itself from one that is there."""

from django.db import connection

from programmes.models import Commitment, Responsibility, StatusReport, Wording
from tests import factories
from tests.bench import data

PROGRAMMES, REPORTS_EACH = 20, 10
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "


def register(size):
    """Add `size` published commitments, each with a wording, two that are responsible and ten cleared reports."""
    source = data.programme_of(1, starts_on=1990).commitments.get()
    for start in range(PROGRAMMES):
        country, first = "KR" if start % 2 else "CN", 1991 + start
        programme = factories.programme(country, starts_on=str(first), ends_on=str(first + 2))
        fresh = {"programme_id": str(programme.pk), "number": _text("n"), "position": "n", "area_id": "NULL",
                 "track_id": "NULL"}  # fmt: skip
        _copy(Commitment, f"source.id = {source.pk}", fresh, times=size // PROGRAMMES)
        copies = f"source.commitment_id = {source.pk} AND programmes_commitment.programme_id = {programme.pk}"
        for model, times in ((Wording, 1), (Responsibility, 1), (StatusReport, REPORTS_EACH)):
            fresh = {"commitment_id": "programmes_commitment.id", "submission_key": _key()}
            _copy(model, copies, fresh, times=times, also=Commitment)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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
