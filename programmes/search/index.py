"""The full-text index over search entries and the trigram index over their words, on SQLite and on PostgreSQL.

SQLite: two FTS5 tables beside ours, kept in step by triggers. PostgreSQL: GIN indexes, with pg_trgm for the words.
They are put back after every migrate, as `embassy.triggers` are. Both answer the same three questions with the same
rows in the same order: which entries have these words (`entries_with`), which words have these letters
(`words_with`), and which of some words stand in an entry that may be found (`tokens_in_use`).
"""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.utils import DatabaseError

from programmes.models import SearchEntry, SearchWord

ENTRIES, WORDS = SearchEntry._meta.db_table, SearchWord._meta.db_table
ENTRY_INDEX, WORD_INDEX = "programmes_searchentry_text", "programmes_searchword_letters"
# For PostgreSQL: so few entries are listed in any case; from this part of all on it is sooner to go through them in
# order; and of words that may stand for more than so many others it guesses far too high how many entries have them.
FEW, COMMON, ALIKE = 500, 1 / 8, 4
_log = logging.getLogger(__name__)

Sql: TypeAlias = tuple[str, Sequence[Any]]  # with its parameters
SqlByKind: TypeAlias = Mapping[SearchEntry.Kind, Sql]


class EntryRow(NamedTuple):
    """An entry that a question finds."""

    id: int
    head: str
    words: str


# ---- the structures


class _FullTextTable(NamedTuple):
    """An FTS5 table over columns of one of ours."""

    name: str
    table: str
    columns: tuple[str, ...]
    options: str


def _sqlite(name: str, table: str, columns: Sequence[str], options: str) -> Iterator[str]:
    """An FTS5 table over columns of a table of ours, and the triggers that keep it in step."""
    listed = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    add = f"INSERT INTO {name}(rowid, {listed}) VALUES (new.id, {new});"  # noqa: S608 - our own names
    drop = f"INSERT INTO {name}({name}, rowid, {listed}) VALUES ('delete', old.id, {old});"  # noqa: S608
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({listed}, content='{table}', content_rowid='id', "
        f"columnsize=0, {options})"
    )
    for event, body in (("INSERT", add), ("DELETE", drop), ("UPDATE", drop + add)):
        yield f"CREATE TRIGGER IF NOT EXISTS {name}_{event.lower()} AFTER {event} ON {table} BEGIN {body} END"


_SQLITE = (
    _FullTextTable(ENTRY_INDEX, ENTRIES, ("head", "words"), "tokenize='ascii', detail=column"),
    _FullTextTable(WORD_INDEX, WORDS, ("marked",), "tokenize='trigram case_sensitive 1'"),
)
_POSTGRESQL = ("head", "words")
_POSTGRESQL_TRIGRAM = f"{WORDS} USING gin (marked gin_trgm_ops)"


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing of the index; what is there stays."""
    with connection.cursor() as cursor:
        if not {ENTRIES, WORDS} <= set(connection.introspection.table_names(cursor)):
            return
        if connection.vendor == "sqlite":
            _install_sqlite(cursor)
        else:
            _install_postgresql(cursor, connection.alias)


def _install_sqlite(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {row[0] for row in cursor.fetchall()}
    for index in _SQLITE:
        for statement in _sqlite(*index):
            cursor.execute(statement)
        if index.name not in tables:
            cursor.execute(f"INSERT INTO {index.name}({index.name}) VALUES ('rebuild')")  # noqa: S608 - our own name


def _install_postgresql(cursor: CursorWrapper, alias: str) -> None:
    for column in _POSTGRESQL:
        made = f"GENERATED ALWAYS AS (array_to_tsvector(string_to_array({column}, ' '))) STORED"
        cursor.execute(f"ALTER TABLE {ENTRIES} ADD COLUMN IF NOT EXISTS {column}_tokens tsvector {made}")
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {ENTRY_INDEX}_{column} ON {ENTRIES} USING gin ({column}_tokens)"
        )
    try:
        with transaction.atomic(using=alias):
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {WORD_INDEX} ON {_POSTGRESQL_TRIGRAM}")
    except DatabaseError as refusal:
        _log.warning(
            "PostgreSQL refuses the extension pg_trgm (%s). Searches answer the same, but slower. "
            "Let a superuser run “CREATE EXTENSION pg_trgm”, then “manage.py migrate”.",
            str(refusal).strip().splitlines()[0],
        )


def sort_in(connection: BaseDatabaseWrapper) -> None:
    """Bring into the indexes what PostgreSQL puts off at writing: every search would read that list to its end."""
    if connection.vendor == "postgresql":
        names = [*(f"{ENTRY_INDEX}_{column}" for column in _POSTGRESQL), WORD_INDEX]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT gin_clean_pending_list(oid) FROM pg_class "
                "WHERE relname = ANY (%s) AND pg_has_role(relowner, 'USAGE')",
                [names],
            )


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of indexes and triggers that should be there and are not."""
    if connection.vendor == "sqlite":
        wanted = {index.name for index in _SQLITE}
        wanted |= {f"{name}_{event}" for name in wanted for event in ("insert", "delete", "update")}
        catalogue = "SELECT name FROM sqlite_master"
    else:
        wanted = {*(f"{ENTRY_INDEX}_{column}" for column in _POSTGRESQL), WORD_INDEX}
        catalogue = "SELECT indexname FROM pg_indexes"
    with connection.cursor() as cursor:
        if ENTRIES not in connection.introspection.table_names(cursor):
            return []
        cursor.execute(catalogue)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - present)


@checks.register(checks.Tags.database)
def search_index_is_there(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Nothing of the index is missing: without it searches are slow (PostgreSQL), or fail or miss rows (SQLite).

    A warning and no error: `migrate` asks this too before it begins, and an error would keep it from the remedy.
    """
    return [
        checks.Warning(
            f"{name} is missing, which the search needs.",
            hint="Run “manage.py migrate”, which puts it back.",
            id="programmes.W001",
        )
        for alias in databases or []
        for name in missing(connections[alias])
    ]


# ---- the three questions


def entries_with(
    connection: BaseDatabaseWrapper,
    choices: Iterable[Collection[str]],
    kinds: SqlByKind,
    *,
    limit: int,
    in_head: bool = False,
) -> list[EntryRow]:
    """At most `limit` entries of each kind that have, for every set in `choices`, one of its tokens, by id.

    `kinds` gives for each kind which rows may be found: SQL with its parameters, asking for the row whose id is
    `object_id`. Rows are (id, head, words).
    """
    column = "head" if in_head else "words"
    if connection.vendor == "sqlite":
        return _sqlite_entries(connection, choices, kinds, column, limit)
    return _postgresql_entries(connection, choices, kinds, column, limit)


def ids_with(connection: BaseDatabaseWrapper, choices: Iterable[Collection[str]], kind: int) -> Sql:
    """SQL for the ids of all rows of a kind whose entries have one token of every set, for lists to be narrowed by."""
    if connection.vendor == "sqlite":
        source, entry = f"{ENTRY_INDEX} WHERE {ENTRY_INDEX} MATCH %s", "rowid"
        question = f"words : ({_sqlite_question(choices)})"
    else:
        source, entry = f"{ENTRIES} WHERE words_tokens @@ CAST(%s AS tsquery)", "id"
        question = _postgresql_question(choices)
    first = SearchEntry.key(kind, 0)
    sql = f"SELECT {entry} - {first} FROM {source} AND {entry} > %s AND {entry} < %s"  # noqa: S608 - our own names
    return sql, [question, *_ends(kind)]


def _sqlite_question(choices: Iterable[Collection[str]]) -> str:
    return " AND ".join(f"({' OR '.join(sorted(tokens))})" for tokens in choices)


def _postgresql_question(choices: Iterable[Collection[str]]) -> str:
    return " & ".join(f"({' | '.join(sorted(tokens))})" for tokens in choices)


def tokens_in_use(connection: BaseDatabaseWrapper, tokens: Iterable[str], kinds: SqlByKind) -> list[str]:
    """Those of some tokens that an entry has whose row may be found; `kinds` as for `entries_with`."""
    wanted = sorted(tokens)
    if not wanted:
        return []
    if connection.vendor == "sqlite":
        source, entry = f"{ENTRY_INDEX} WHERE {ENTRY_INDEX} MATCH 'words : ' || asked.token", "rowid"
    else:
        source, entry = f"{ENTRIES} AS hit WHERE hit.words_tokens @@ CAST(asked.token AS tsquery)", "hit.id"
    used, parameters = [], []
    for kind, (visible, of_visible) in kinds.items():
        used.append(
            f"EXISTS (SELECT 1 FROM {source} AND {entry} > %s AND {entry} < %s AND EXISTS ({visible}))"  # noqa: S608
        )
        parameters += [*_ends(kind), *of_visible]
    rows = " UNION ALL ".join(["SELECT CAST(%s AS text) AS token"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT token FROM ({rows}) AS asked WHERE {' OR '.join(used)}",  # noqa: S608
            [*wanted, *parameters],
        )
        return [row[0] for row in cursor.fetchall()]


def object_key(connection: BaseDatabaseWrapper, kind: int) -> str:
    """How SQL for `entries_with` names the id of the row that an entry is of."""
    entry = f"{ENTRY_INDEX}.rowid" if connection.vendor == "sqlite" else "hit.id"
    return f"({entry} - {SearchEntry.key(kind, 0)})"


def _ends(kind: int) -> list[int]:
    return [SearchEntry.key(kind, 0), SearchEntry.key(kind + 1, 0)]


def _sqlite_entries(
    connection: BaseDatabaseWrapper,
    choices: Iterable[Collection[str]],
    kinds: SqlByKind,
    column: str,
    limit: int,
) -> list[EntryRow]:
    question = _sqlite_question(choices)
    parts, parameters = [], []
    for kind, (visible, of_visible) in kinds.items():
        parts.append(
            f"SELECT * FROM (SELECT rowid, head, words FROM {ENTRY_INDEX} WHERE {ENTRY_INDEX} MATCH %s "  # noqa: S608
            f"AND rowid > %s AND rowid < %s AND EXISTS ({visible}) ORDER BY rowid LIMIT {int(limit)})"
        )
        parameters += [f"{column} : ({question})", *_ends(kind), *of_visible]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return list(map(EntryRow._make, cursor.fetchall()))


def _postgresql_entries(
    connection: BaseDatabaseWrapper,
    choices: Iterable[Collection[str]],
    kinds: SqlByKind,
    column: str,
    limit: int,
) -> list[EntryRow]:
    question = _postgresql_question(choices)
    has_many = any(len(tokens) > ALIKE for tokens in choices)
    with connection.cursor() as cursor:
        sources = _sources(cursor, f"{column}_tokens", question, kinds, has_many=has_many)
        parts, parameters = [], []
        # Only kinds that occur are asked for: planning the question costs more than answering it.
        for kind in kinds.keys() & sources.keys():
            (source, of_source), (visible, of_visible) = sources[kind], kinds[kind]
            # A question with LIMIT is asked row by row, of as many rows as it takes.
            parts.append(
                f"(SELECT hit.id FROM {source} AS hit(id) "  # noqa: S608
                f"WHERE ({visible} LIMIT 1) IS NOT NULL LIMIT {int(limit)})"
            )
            parameters += [*of_source, *of_visible]
        if not parts:
            return []
        ids = " UNION ALL ".join(parts)
        cursor.execute(
            f"SELECT id, head, words FROM {ENTRIES} WHERE id IN ({ids}) ORDER BY id",  # noqa: S608
            parameters,
        )
        return list(map(EntryRow._make, cursor.fetchall()))


def _sources(
    cursor: CursorWrapper, tokens: str, question: str, kinds: Iterable[int], *, has_many: bool
) -> dict[int, Sql]:
    """For each kind SQL of the ids of entries that answer the question, first to last, with its parameters.

    Hits come from the index, but those of very common words by going through the entries until there are enough.
    PostgreSQL is not left to choose: it takes it that hits lie anywhere, and would go through all programmes to find
    the words of the last one.
    """
    asked = f"{tokens} @@ CAST(%s AS tsquery)"
    if not has_many:
        count, sources = _listed(cursor, f"{asked} LIMIT {FEW}", question)
        if count < FEW:
            return sources
    if not _is_common(cursor, asked, question):
        # Kept from the planner, which would rather read the whole table.
        return _listed(cursor, f"{tokens} @@ (SELECT CAST(%s AS tsquery))", question)[1]
    # Not put as the index could answer it.
    condition = f"COALESCE({asked}, FALSE) AND id > %s AND id < %s"
    source = f"(SELECT id FROM {ENTRIES} WHERE {condition} ORDER BY id OFFSET 0)"  # noqa: S608
    return {kind: (source, [question, *_ends(kind)]) for kind in kinds}


def _listed(cursor: CursorWrapper, condition: str, question: str) -> tuple[int, dict[int, Sql]]:
    """How many entries there are, and for each kind that occurs their ids, in a list as PostgreSQL writes it."""
    cursor.execute(
        f"SELECT id / {SearchEntry.key(1, 0)}, COUNT(*), CAST(ARRAY_AGG(id ORDER BY id) AS text) "  # noqa: S608
        f"FROM (SELECT id FROM {ENTRIES} WHERE {condition}) AS hit GROUP BY 1",
        [question],
    )
    rows = cursor.fetchall()
    lists: dict[int, Sql] = {kind: ("UNNEST(CAST(%s AS bigint[]))", [ids]) for kind, _count, ids in rows}
    return sum(count for _kind, count, _ids in rows), lists


def _is_common(cursor: CursorWrapper, asked: str, question: str) -> bool:
    """Whether PostgreSQL knows a good part of all entries to answer the question; nothing is read for that.

    What it expects of as many words that nobody ever wrote is a mere guess, and is taken off.
    """
    expected = []
    for where, given in (
        (f"WHERE {asked}", [question]),
        (f"WHERE {asked}", [re.sub(r"\w+", "0xnone", question)]),
        ("", []),
    ):
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT FROM {ENTRIES} {where}", given)
        expected.append(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
    of_these, of_none, of_all = expected
    return of_these - of_none > max(FEW, COMMON * of_all)


def words_with(
    connection: BaseDatabaseWrapper,
    parts: Iterable[str],
    *,
    whole: Iterable[str] = (),
    shortest: int = 0,
    longest: int = 100,
    limit: int = 5000,
) -> list[str]:
    """The marked words that hold any of these parts (three letters or more) or are in `whole`, the shortest first."""
    wanted, spelled = sorted(parts), sorted(whole)
    if not wanted:
        return []
    lengths, order = "length(marked) BETWEEN %s AND %s", "ORDER BY length(marked), marked"
    if connection.vendor == "sqlite":
        condition = f"id IN (SELECT rowid FROM {WORD_INDEX} WHERE {WORD_INDEX} MATCH %s)"  # noqa: S608
        question = [" OR ".join(f'"{part}"' for part in wanted)]
    else:
        condition, order = f"({' OR '.join(['marked LIKE %s'] * len(wanted))})", f'{order} COLLATE "C"'
        question = [f"%{part}%" for part in wanted]
    if spelled:
        condition = f"({condition} OR marked IN ({', '.join(['%s'] * len(spelled))}))"
        question += spelled
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT marked FROM {WORDS} WHERE {condition} AND {lengths} {order} LIMIT {int(limit)}",  # noqa: S608
            [*question, shortest, longest],
        )
        return [row[0] for row in cursor.fetchall()]


def after_migrate(using: str, **_kwargs: Any) -> None:
    """Django calls this after every migrate, for each database."""
    install(connections[using])
