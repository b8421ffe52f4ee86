"""What a commitment counts for, as SQL that both databases take: said once, for the triggers and for counting anew."""

from programmes.models import Commitment, KeptCount, Responsibility, StatusReport
from programmes.models.responsibilities import SidesNamed
from programmes.statuses import Status

# The tables are our own, and so is every name below.
# ruff: noqa: S608
COUNTS = KeptCount._meta.db_table
COMMITMENTS, REPORTS = Commitment._meta.db_table, StatusReport._meta.db_table
RESPONSIBILITIES = Responsibility._meta.db_table
SECTORS, GOALS = Commitment.sectors.through._meta.db_table, Commitment.sdgs.through._meta.db_table
KEY = "what, programme_id, object_id, mark, status"
SEQUENCE = f"{COUNTS}_part"
PART = {"sqlite": "0", "postgresql": f"nextval('{SEQUENCE}')"}
BEFORE_ALL_DAYS = "'0001-01-01'"
# By which of its columns a commitment is counted, and what else it is counted by.
COLUMNS = (
    "programme_id", "area_id", "track_id", "kind", "public_status", "public_report_id", "sides_named",
    "is_published", "withdrawn_on",
)  # fmt: skip
OF_REPORT = ("as_of_on", "evidence", "evidence_url")
OF_RESPONSIBILITY = ("commitment_id", "side", "role", "from_on", "until_on")
What = KeptCount.What
REPORTED = (What.DAY, What.MONTH)


def listed(row: str) -> str:
    return f"{row}.is_published AND {row}.withdrawn_on IS NULL"


def _of_sector(mark: str) -> str:
    return f"'{What.SECTOR}', c.programme_id, {mark}.sector_id, '', ''"


def _of_goal(mark: str) -> str:
    return f"'{What.GOAL}', c.programme_id, COALESCE(c.area_id, 0), CAST({mark}.sdg_id AS varchar(20)), ''"


# Of each table of marks: the column of what is marked, and the key of a count by its row and its commitment `c`.
MARKS = {SECTORS: ("sector_id", _of_sector), GOALS: ("sdg_id", _of_goal)}


def counted_for(vendor: str, source: str) -> str:
    """The counts that commitments belong to: keys with numbers.

    `source` asks for commitments, each with the number `n` that it is counted as.
    """
    marks = (
        f"SELECT {of('m')}, c.n FROM ({source}) AS c JOIN {table} AS m ON m.commitment_id = c.id "
        f"WHERE {listed('c')}"
        for table, (_column, of) in MARKS.items()
    )
    return " UNION ALL ".join(
        [_counted_by_itself(vendor, source, What.PLACE, What.SIDES, What.TRACK, *REPORTED), *marks]
    )


def reported_for(vendor: str, source: str) -> str:
    """The same, as far as it follows from their latest public reports."""
    return _counted_by_itself(vendor, source, *REPORTED)


def _counted_by_itself(vendor: str, source: str, *what: KeptCount.What) -> str:
    """The same, as far as it follows from commitments' own columns and their latest public reports."""
    day = "r.as_of_on" if vendor == "sqlite" else "to_char(r.as_of_on, 'YYYY-MM-DD')"
    evidence = "CASE WHEN r.evidence <> '' OR r.evidence_url <> '' THEN 1 ELSE 0 END"
    statuses = ", ".join(f"'{status}'" for status in Status.values)
    every = " UNION ALL ".join(f"SELECT '{one}' AS what" for one in what)
    return (
        "SELECT w.what AS what, c.programme_id AS programme_id, "
        f"CASE w.what WHEN '{What.PLACE}' THEN COALESCE(c.area_id, 0) WHEN '{What.SIDES}' THEN c.sides_named "
        f"WHEN '{What.TRACK}' THEN c.track_id ELSE {evidence} END AS object_id, "
        f"CASE w.what WHEN '{What.PLACE}' THEN c.kind WHEN '{What.DAY}' THEN {day} "
        f"WHEN '{What.MONTH}' THEN substr({day}, 1, 7) ELSE '' END AS mark, "
        f"CASE WHEN w.what IN ('{What.PLACE}', '{What.SIDES}') THEN c.public_status ELSE '' END AS status, "
        f"c.n AS number FROM ({source}) AS c CROSS JOIN ({every}) AS w "
        f"LEFT JOIN {REPORTS} AS r ON r.id = c.public_report_id AND c.public_status IN ({statuses}) "
        f"WHERE {listed('c')} AND CASE w.what WHEN '{What.TRACK}' THEN c.track_id IS NOT NULL "
        f"WHEN '{What.DAY}' THEN r.id IS NOT NULL WHEN '{What.MONTH}' THEN r.id IS NOT NULL ELSE 1 = 1 END"
    )


def those(which: str, number: int) -> str:
    """Commitments, each to be counted as a number, as `counted_for` takes them; `which` is a condition."""
    return f"SELECT *, {number} AS n FROM {COMMITMENTS} WHERE {which}"


def sides_named(commitment: str, day: str = BEFORE_ALL_DAYS) -> str:
    """On which sides somebody is responsible for a commitment on a day and ever after, or that this may yet change."""
    may_change = f"CASE WHEN r.from_on > {day} OR r.until_on IS NOT NULL THEN 1 ELSE 0 END"
    sides = " + ".join(
        f"MAX(CASE r.side WHEN '{side.name.lower()}' THEN {side.value} ELSE 0 END)"
        for side in (SidesNamed.DANISH, SidesNamed.PARTNER)
    )
    return (
        f"COALESCE((SELECT CASE WHEN MAX({may_change}) = 1 THEN {SidesNamed.CHANGING.value} ELSE {sides} END "
        f"FROM {RESPONSIBILITIES} AS r WHERE r.commitment_id = {commitment} AND r.role = 'responsible' "
        f"AND (r.until_on IS NULL OR r.until_on >= {day})), 0)"
    )


def set_sides(ids: str, day: str = BEFORE_ALL_DAYS) -> str:
    """Say anew of some commitments, whose ids are given as SQL has them, which sides are named."""
    sides = sides_named(f"{COMMITMENTS}.id", day)
    return f"UPDATE {COMMITMENTS} SET sides_named = {sides} WHERE id IN ({ids}) AND sides_named <> {sides}"


def otherwise_named(day: str) -> str:
    """The ids of commitments that say of sides what is not so from a day on."""
    return f"SELECT id FROM {COMMITMENTS} AS c WHERE sides_named <> {sides_named('c.id', day)} ORDER BY id"


def add_up(vendor: str, keys: str) -> str:
    """Add numbers to counts; `keys` asks for keys, each with a number."""
    return (
        f"INSERT INTO {COUNTS} ({KEY}, number, part) SELECT k.*, {PART[vendor]} FROM ({keys}) AS k WHERE true "
        f"ON CONFLICT ({KEY}, part) DO UPDATE SET number = {COUNTS}.number + excluded.number"
    )


def correct(vendor: str) -> str:
    """Add to the counts what they lack by the rows, or take away what they have too much."""
    all_rows = counted_for(vendor, those("1 = 1", 1))
    return add_up(vendor, summed(f"{all_rows} UNION ALL SELECT {KEY}, -number FROM {COUNTS}"))


def summed(numbers: str) -> str:
    """Numbers by key; `numbers` asks for keys, each with `n`, what it counts for."""
    return f"SELECT {KEY}, SUM(number) AS number FROM ({numbers}) AS n GROUP BY {KEY} HAVING SUM(number) <> 0"


def tidy(vendor: str) -> str:
    """Leave one row for each count, and none for those of nothing."""
    return f"DELETE FROM {COUNTS} WHERE number = 0" if vendor == "sqlite" else fold()


def fold() -> str:
    """Make one row of those that are alike, as far as nobody else has them in hand (PostgreSQL)."""
    key = f"({KEY}, part)"
    free = f"SELECT {KEY}, part FROM {COUNTS} ORDER BY {KEY}, part FOR UPDATE SKIP LOCKED"
    return (
        f"WITH gone AS (DELETE FROM {COUNTS} WHERE {key} IN ({free}) RETURNING {KEY}, number) "
        f"{add_up('postgresql', summed(f'SELECT {KEY}, number FROM gone'))}"
    )
