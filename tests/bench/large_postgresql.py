"""The figures of a large register again on PostgreSQL, in a database made for the run."""

from tests.bench import transfer_postgresql


def figures():
    """Yield the figures that a process of its own has taken."""
    yield from transfer_postgresql.figures("tests.bench.large_json")
