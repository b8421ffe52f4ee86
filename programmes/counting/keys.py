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
BEFORE_ALL_DAYS = "'0001-01-01'"
# By which of its columns a commitment is counted, and what else it is counted by.
COLUMNS = (
    "programme_id", "area_id", "track_id", "kind", "public_status", "public_report_id", "sides_named",
    "is_published", "withdrawn_on",
)  # fmt: skip
OF_REPORT = ("as_of_on", "evidence", "evidence_url")
OF_RESPONSIBILITY = ("commitment_id", "side", "role", "from_on", "until_on")
What = KeptCount.What


def listed(row: str) -> str:
    return f"{row}.is_published AND {row}.withdrawn_on IS NULL"


def _of_sector(mark: str) -> str:
    return f"'{What.SECTOR}', c.programme_id, {mark}.sector_id, '', ''"


def _of_goal(mark: str) -> str:
    return f"'{What.GOAL}', c.programme_id, COALESCE(c.area_id, 0), CAST({mark}.sdg_id AS varchar(20)), ''"


# Of each table of marks: the column of what is marked, and the key of a count by its row and its commitment `c`.
MARKS = {SECTORS: ("sector_id", _of_sector), GOALS: ("sdg_id", _of_goal)}


def counted_for(vendor: str, source: str = COMMITMENTS) -> str:
    """The keys of the counts that commitments belong to; `source` is a table of them, or a query."""
    rows, where = f"FROM {source} AS c", f"WHERE {listed('c')}"
    parts = [
        f"'{What.PLACE}' AS what, c.programme_id AS programme_id, COALESCE(c.area_id, 0) AS object_id, "
        f"c.kind AS mark, c.public_status AS status {rows} {where}",
        f"'{What.SIDES}', c.programme_id, c.sides_named, '', c.public_status {rows} {where}",
        f"'{What.TRACK}', c.programme_id, c.track_id, '', '' {rows} {where} AND c.track_id IS NOT NULL",
        *(
            f"{of('m')} {rows} JOIN {table} AS m ON m.commitment_id = c.id {where}"
            for table, (_column, of) in MARKS.items()
        ),
    ]
    return " UNION ALL ".join([*(f"SELECT {part}" for part in parts), reported_for(vendor, source)])


def reported_for(vendor: str, source: str) -> str:
    """The same, as far as it follows from their latest public reports."""
    day = "r.as_of_on" if vendor == "sqlite" else "to_char(r.as_of_on, 'YYYY-MM-DD')"
    evidence = "CASE WHEN r.evidence <> '' OR r.evidence_url <> '' THEN 1 ELSE 0 END"
    statuses = ", ".join(f"'{status}'" for status in Status.values)
    return " UNION ALL ".join(
        f"SELECT '{what}' AS what, c.programme_id AS programme_id, {evidence} AS object_id, {mark} AS mark, "
        f"'' AS status FROM {source} AS c JOIN {REPORTS} AS r ON r.id = c.public_report_id "
        f"WHERE {listed('c')} AND c.public_status IN ({statuses})"
        for what, mark in ((What.DAY, day), (What.MONTH, f"substr({day}, 1, 7)"))
    )


def with_report(row: str) -> str:
    """Those whose latest public report a row of a trigger is."""
    return f"(SELECT * FROM {COMMITMENTS} WHERE public_report_id = {row}.id)"


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
    upsert = (
        f" ON CONFLICT ({KEY}) DO UPDATE SET number = number + excluded.number" if vendor == "sqlite" else ""
    )
    return f"INSERT INTO {COUNTS} ({KEY}, number) {keys}{upsert}"


def correct(vendor: str) -> str:
    """Add to the counts what they lack by the rows, or take away what they have too much."""
    all_rows = f"SELECT q.*, 1 AS number FROM ({counted_for(vendor)}) AS q UNION ALL SELECT {KEY}, -number FROM {COUNTS}"
    lacking = f"SELECT {KEY}, SUM(number) FROM ({all_rows}) AS k GROUP BY {KEY} HAVING SUM(number) <> 0"
    return add_up(vendor, lacking)


def tidy(vendor: str) -> str:
    """Leave one row for each count, and none for those of nothing."""
    return f"DELETE FROM {COUNTS} WHERE number = 0" if vendor == "sqlite" else fold()


def fold() -> str:
    """Make one row of those that are alike, as far as nobody else has them in hand (PostgreSQL)."""
    free = f"SELECT id FROM {COUNTS} ORDER BY id FOR UPDATE SKIP LOCKED"
    return (
        f"WITH gone AS (DELETE FROM {COUNTS} WHERE id IN ({free}) RETURNING {KEY}, number) "
        f"INSERT INTO {COUNTS} ({KEY}, number) SELECT {KEY}, SUM(number) FROM gone GROUP BY {KEY} "
        "HAVING SUM(number) <> 0"
    )
