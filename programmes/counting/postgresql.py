"""What keeps the counts on PostgreSQL: triggers for each statement, which add rows of what has changed.

So nobody waits for another's count, and two who write cannot lock each other out. What hangs on a commitment (its
marks, who is responsible for it) is counted by how the commitment is, and so holds it while it is counted: two
statements that each know half of what is true would count a third thing.
"""

from collections.abc import Callable, Iterator

from programmes.counting.keys import (
    COLUMNS,
    COMMITMENTS,
    KEY,
    MARKS,
    OF_REPORT,
    REPORTS,
    RESPONSIBILITIES,
    SEQUENCE,
    add_up,
    counted_for,
    fold,
    listed,
    reported_for,
    set_sides,
    summed,
    those,
)

# The tables are our own, and so is every name below.
# ruff: noqa: S608
VENDOR = "postgresql"
EVENTS = ("INSERT", "UPDATE", "DELETE")
TABLES = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
# What a statement takes away and adds.
ROWS = {"INSERT": {"new_rows": 1}, "UPDATE": {"old_rows": -1, "new_rows": 1}, "DELETE": {"old_rows": -1}}
FOLD_EVERY = 5000  # rows of changes; a page reads them all
Body = Callable[[str], str]


def functions() -> Iterator[str]:
    """What the triggers need, as statements that make it."""
    yield f"CREATE SEQUENCE IF NOT EXISTS {SEQUENCE}"
    for table, body in _bodies().items():
        branches = " ELSIF ".join(f"TG_OP = '{event}' THEN {body(event)}" for event in EVENTS)
        yield _function(f"{table}_counted", f"IF {branches} END IF; RETURN NULL;")
    yield _function(f"{REPORTS}_counted", f"{_of_report()} RETURN NEW;")


def triggers() -> Iterator[tuple[str, str, str]]:
    """(name, table, the rest of CREATE TRIGGER)."""
    for table in _bodies():
        for event in EVENTS:
            of_rows = f"AFTER {event} ON {table} REFERENCING {TABLES[event]} FOR EACH STATEMENT"
            yield f"{table}_counted_{event.lower()}", table, f"{of_rows} EXECUTE FUNCTION {table}_counted()"
    # What is public is never edited; where it is all the same, it is counted.
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in OF_REPORT)
    for when in ("BEFORE", "AFTER"):
        of_row = f"{when} UPDATE OF {', '.join(OF_REPORT)} ON {REPORTS} FOR EACH ROW WHEN ({differs})"
        yield f"{REPORTS}_counted_{when.lower()}", REPORTS, f"{of_row} EXECUTE FUNCTION {REPORTS}_counted()"


def _function(name: str, body: str) -> str:
    # A plan is made once and kept, for statements of one row and of thousands: it must go by the indexes.
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
        "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off "
        f"AS $$ DECLARE added bigint; last bigint; BEGIN {body} END $$"
    )


def _bodies() -> dict[str, Body]:
    """What the function of each table does, by event."""
    return {
        COMMITMENTS: _of_commitments,
        **{table: _of_marks(of) for table, (_column, of) in MARKS.items()},
        RESPONSIBILITIES: _of_responsibilities,
    }


def _of_commitments(event: str) -> str:
    change = _change(counted_for(VENDOR, _rows(event)))
    if event != "UPDATE":
        return change
    names = ", ".join(COLUMNS)
    return (
        f"IF EXISTS (SELECT {names} FROM old_rows EXCEPT SELECT {names} FROM new_rows) THEN {change} END IF; "
    )


def _rows(event: str) -> str:
    return " UNION ALL ".join(f"SELECT *, {number} AS n FROM {rows}" for rows, number in ROWS[event].items())


def _of_marks(of: Callable[[str], str]) -> Body:
    def body(event: str) -> str:
        changes = (
            f"SELECT {of('m')}, m.n FROM ({_rows(event)}) AS m JOIN {COMMITMENTS} AS c ON c.id = m.commitment_id "
            f"WHERE {listed('c')}"
        )
        return _hold(f"id IN ({_commitments_of(event)})") + _change(changes)

    return body


def _of_responsibilities(event: str) -> str:
    ids = _commitments_of(event)
    return f"{_hold(f'id IN ({ids})')}{set_sides(ids)}; "


def _commitments_of(event: str) -> str:
    return " UNION ".join(f"SELECT commitment_id FROM {rows}" for rows in ROWS[event])


def _of_report() -> str:
    """Once before the row changes, and once after."""
    branches = " ELSIF ".join(
        f"TG_WHEN = '{when}' THEN {_hold(f'public_report_id = {row}.id')}"
        f"{_change(reported_for(VENDOR, those(f'public_report_id = {row}.id', number)))}"
        for when, row, number in (("BEFORE", "OLD", -1), ("AFTER", "NEW", 1))
    )
    return f"IF {branches} END IF;"


def _hold(which: str) -> str:
    """Nobody may change these commitments until the transaction ends."""
    return f"PERFORM 1 FROM {COMMITMENTS} WHERE {which} ORDER BY id FOR NO KEY UPDATE; "


def _change(keys: str) -> str:
    """Add what has changed in all, as one row for each count; now and then make one of all rows that are alike."""
    changes = f"SELECT * FROM ({keys}) AS changes({KEY}, number)"
    return (
        f"{add_up(VENDOR, summed(changes))}; GET DIAGNOSTICS added = ROW_COUNT; "
        f"IF added > 0 THEN last := currval('{SEQUENCE}'); "
        f"IF last / {FOLD_EVERY} <> (last - added) / {FOLD_EVERY} THEN {fold()}; END IF; END IF; "
    )
