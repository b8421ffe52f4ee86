"""Long work as it is done in production: by a process that the one that asks starts, on the test's database."""

import pytest

from tests.transfer.test_killed import database_url


@pytest.fixture
def by_process(transactional_db, settings, monkeypatch):
    settings.LONG_WORK = "process"
    monkeypatch.setenv("DATABASE_URL", database_url())
