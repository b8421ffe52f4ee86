"""What keeps the counts on SQLite: triggers for each row, which change the number where it stands.

Only one writes at a time there. Before a row changes, what it counted for is taken away; afterwards what it counts for
now is added.
"""

from collections.abc import Iterator

from programmes.counting.keys import (
    COLUMNS,
    COMMITMENTS,
    MARKS,
    OF_REPORT,
    OF_RESPONSIBILITY,
    REPORTS,
    RESPONSIBILITIES,
    add_up,
    counted_for,
    listed,
    reported_for,
    set_sides,
    those,
)
from programmes.models.responsibilities import SidesNamed

# The tables are our own, and so is every name below.
# ruff: noqa: S608


def triggers() -> Iterator[tuple[str, str, str]]:
    """(name, table, the rest of CREATE TRIGGER)."""
    yield from _of_commitments()
    yield from _of_marks()
    yield from _of_reports()
    yield from _of_responsibilities()


def _of_commitments() -> Iterator[tuple[str, str, str]]:
    table, own = COMMITMENTS, f"{COMMITMENTS}_counted"
    update = f"UPDATE OF {', '.join(COLUMNS)} ON {table}"
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COLUMNS)
    take, add = (
        f"{add_up('sqlite', counted_for('sqlite', those(f'id = {row}.id', number)))};"
        for row, number in (("OLD", -1), ("NEW", 1))
    )
    yield f"{own}_insert", table, f"AFTER INSERT ON {table} BEGIN {add} END"
    yield f"{own}_before", table, f"BEFORE {update} WHEN {differs} BEGIN {take} END"
    yield f"{own}_after", table, f"AFTER {update} WHEN {differs} BEGIN {add} END"
    yield f"{own}_delete", table, f"BEFORE DELETE ON {table} BEGIN {take} END"


def _of_marks() -> Iterator[tuple[str, str, str]]:
    for table, (column, of) in MARKS.items():
        take, add = (
            add_up(
                "sqlite",
                f"SELECT {of(row)}, {number} FROM {COMMITMENTS} AS c "
                f"WHERE c.id = {row}.commitment_id AND {listed('c')}",
            )
            for row, number in (("OLD", -1), ("NEW", 1))
        )
        yield f"{table}_counted_insert", table, f"AFTER INSERT ON {table} BEGIN {add}; END"
        yield f"{table}_counted_delete", table, f"AFTER DELETE ON {table} BEGIN {take}; END"
        moved = f"AFTER UPDATE OF commitment_id, {column} ON {table}"
        yield f"{table}_counted_update", table, f"{moved} BEGIN {take}; {add}; END"


def _of_reports() -> Iterator[tuple[str, str, str]]:
    """What is public is never edited; where it is all the same, it is counted."""
    said = f"UPDATE OF {', '.join(OF_REPORT)} ON {REPORTS}"
    for when, row, number in (("BEFORE", "OLD", -1), ("AFTER", "NEW", 1)):
        change = add_up("sqlite", reported_for("sqlite", those(f"public_report_id = {row}.id", number)))
        yield f"{REPORTS}_counted_{when.lower()}", REPORTS, f"{when} {said} BEGIN {change}; END"


def _of_responsibilities() -> Iterator[tuple[str, str, str]]:
    table, own = RESPONSIBILITIES, f"{RESPONSIBILITIES}_counted"
    changing = SidesNamed.CHANGING.value
    # One more can only add its side; whoever inserts thousands has said already what they come to.
    more = (
        f"CASE WHEN NEW.from_on IS NOT NULL OR NEW.until_on IS NOT NULL OR sides_named = {changing} THEN {changing} "
        f"ELSE sides_named | CASE NEW.side WHEN 'danish' THEN {SidesNamed.DANISH.value} "
        f"WHEN 'partner' THEN {SidesNamed.PARTNER.value} ELSE 0 END END"
    )
    insert = f"UPDATE {COMMITMENTS} SET sides_named = {more} WHERE id = NEW.commitment_id AND sides_named <> {more}"
    yield (
        f"{own}_insert",
        table,
        f"AFTER INSERT ON {table} WHEN NEW.role = 'responsible' BEGIN {insert}; END",
    )
    update = set_sides("OLD.commitment_id, NEW.commitment_id")
    columns = ", ".join(OF_RESPONSIBILITY)
    yield f"{own}_update", table, f"AFTER UPDATE OF {columns} ON {table} BEGIN {update}; END"
    delete = set_sides("OLD.commitment_id")
    yield f"{own}_delete", table, f"AFTER DELETE ON {table} BEGIN {delete}; END"
