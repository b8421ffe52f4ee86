"""Many rows at once, as fast as the database takes them: COPY on PostgreSQL, `executemany` on SQLite.

Rows are tuples of values as the database takes them: dates and moments as ISO text, JSON as text, True and False.
Nothing here is recorded; `embassy.audit.Recorder` calls it and writes the history of it.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import Max, Model

BATCH = 1000
FEW = 5  # rows that are written at once before it is worth a statement of its own


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """`count` ids that no other row of the model has or will get. Only inside a transaction."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), model._meta.pk.column, count],
            )
            return [pk for (pk,) in cursor.fetchall()]
        # The transaction holds SQLite's only write lock, so nobody else can be counting.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        sequence = cursor.fetchone()
        (counted,) = sequence or (0,)
        last = max(counted, model._base_manager.aggregate(last=Max("pk"))["last"] or 0)
        if sequence:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count])
    return list(range(last + 1, last + count + 1))


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if is_postgresql():
            with cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)  # noqa: S608


def update(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, also: str = "") -> None:
    """Set columns of rows by id: each row is the columns' values and then the id. `also` is one more assignment.

    Where many rows get the same values (a whole plan is published), each statement writes many.
    """
    quote = connection.ops.quote_name
    settings = ", ".join([f"{quote(column)} = %s" for column in columns] + ([also] if also else []))
    statement = f"UPDATE {quote(table)} SET {settings} WHERE id"  # noqa: S608 - our own names
    alike: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        alike.setdefault(tuple(row[:-1]), []).append(row[-1])
    with connection.cursor() as cursor:
        if len(alike) * FEW > len(rows):
            cursor.executemany(f"{statement} = %s", rows)
            return
        for written, ids in alike.items():
            for start in range(0, len(ids), BATCH):
                some = ids[start : start + BATCH]
                cursor.execute(f"{statement} IN ({', '.join(['%s'] * len(some))})", [*written, *some])


def delete(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Delete the rows whose columns hold these values."""
    quote = connection.ops.quote_name
    where = " AND ".join(f"{quote(column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {quote(table)} WHERE {where}", rows)  # noqa: S608


def pairs(table: str, own: str, other: str, ids: Collection[int]) -> list[tuple[int, Any]]:
    """(id, target) of an automatic many-to-many for some rows, without the ORM's work on long lists of ids."""
    if not ids:
        return []
    quote = connection.ops.quote_name
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {quote(own)}, {quote(other)} FROM {quote(table)} WHERE {quote(own)} IN ({places})",  # noqa: S608
            list(ids),
        )
        return cursor.fetchall()


def among(column: str, ids: Sequence[int]) -> dict[str, Any]:
    """What asks for sorted ids. Those of an import leave no gaps, and the ORM takes long over long lists."""
    if len(ids) == ids[-1] - ids[0] + 1:
        return {f"{column}__gte": ids[0], f"{column}__lte": ids[-1]}
    return {f"{column}__in": ids}
