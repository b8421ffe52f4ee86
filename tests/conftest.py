"""What every test stands on: its own folder and database, the browser's choice, and how long trials go on."""

import os
import shutil
from collections import Counter
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from whitenoise.base import WhiteNoise

from embassy import triggers
from tests import databases, left_behind
from tests.long_work.waiting import workers_are_done

IS_TRIAL = os.environ.get("TRIALS") == "1"
WITHOUT_BROWSER = os.environ.get("BROWSER") == "0"
ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
USES_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}
LEFT_OUT = pytest.StashKey[dict]()

# The sample is the same every time, so that a failure is the change's; the trial goes looking for news.
hypothesis.settings.register_profile(
    "sample", max_examples=25, derandomize=True, deadline=None, database=None
)
hypothesis.settings.register_profile("trial", max_examples=1000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("trial" if IS_TRIAL else "sample")


def is_worker(config):
    """Whether this process is one of several that pytest-xdist started, rather than the one that started them."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Once a run, before any worker: static files under their fingerprinted names."""
    if not is_worker(session.config):
        call_command("collectstatic", interactive=False, verbosity=0)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what follows from where a test lies and what it asks for, and leave out what this run has no use for."""
    for item in items:
        if item.path.is_relative_to(config.rootpath / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
        if not item.get_closest_marker("django_db") and USES_THE_DATABASE.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.once("touches no database"))
    reasons = {item: reason for item in items if (reason := why_left_out(item))}
    if reasons:
        items[:] = [item for item in items if item not in reasons]
        config.hook.pytest_deselected(items=list(reasons))
        config.stash[LEFT_OUT] = dict(Counter(reasons.values()))


def why_left_out(item):
    """Said at the end of the run, with how many there were; empty for a test that is run."""
    if WITHOUT_BROWSER and item.get_closest_marker("browser"):
        return "drives a browser (BROWSER=0)"
    once = item.get_closest_marker("once")
    if once and ON_POSTGRESQL and not IS_TRIAL:
        return f"runs on SQLite only: {once.args[0]} (`make trials` runs it here too)"
    return ""


def pytest_sessionfinish(session):
    if is_worker(session.config):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, {})


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if not is_worker(config):
        databases.drop_template()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Every worker leaves out the same tests, so any one's numbers are the run's."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", {})


def pytest_terminal_summary(terminalreporter, config):
    for reason, count in sorted(config.stash.get(LEFT_OUT, {}).items()):
        terminalreporter.write_line(f"Left out: {count} × {reason}")
    for line in told_of(report for reports in terminalreporter.stats.values() for report in reports):
        terminalreporter.write_line(f"Tried: {line}")


def told_of(reports):
    """What tests say they tried: sentences as they are, and counts of the same thing added up."""
    sums = Counter()
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == "tried" and report.when == "teardown":
                what, count = value
                sums[what] += count
    return [f"{count:,} {what}" if count else what for what, count in sorted(sums.items())]


@pytest.fixture
def tried(record_property):
    """Says at the end of the run what was tried: `tried("pages read", 1200)`; counts of the same are added up."""
    return lambda what, count=0: record_property("tried", (what, count))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """In place of pytest-django's, which would migrate a database for each worker."""
    with django_db_blocker.unblock(), databases.cloned():
        left_behind.remember_what_migrations_filled()
        yield


@pytest.fixture(scope="session", autouse=True)
def history_can_be_emptied_after_a_test():
    """Lift the append-only triggers while a test that really commits has its database emptied, and only then."""
    flush = TransactionTestCase._fixture_teardown

    def flush_with_triggers_lifted(case):
        databases = [connections[alias] for alias in case._databases_names(include_mirrors=False)]
        for connection in databases:
            triggers.lift(connection)
        try:
            left_behind.empty_what_is_filled() if ON_POSTGRESQL else flush(case)
        finally:
            for connection in databases:
                triggers.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_with_triggers_lifted)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_behind(history_can_be_emptied_after_a_test):
    """A test that leaves to the next what it has written, or a transaction, fails for it."""
    with left_behind.told():
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once():
    """Every test's client makes a WhiteNoise of its own, which would look at each of some 400 files again."""
    scan, found = WhiteNoise.update_files_dictionary, {}

    def scan_once(self, root, prefix):
        kinds = (root, prefix, self.max_age, self.allow_all_origins)
        if kinds not in found:
            before, self.files = self.files, {}
            scan(self, root, prefix)
            found[kinds], self.files = self.files, before
        self.files.update(found[kinds])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", scan_once)
        yield


@pytest.fixture(autouse=True)
def nobody_is_throttled_yet():
    """Attempts to sign in are counted in the cache."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def no_work_is_left_over():
    """Wait for the processes that a test had started, and forget what they made: the next test makes its own."""
    yield
    if Path(settings.LONG_WORK_FOLDER).exists():
        workers_are_done()
        shutil.rmtree(settings.LONG_WORK_FOLDER)


@pytest.fixture(autouse=True)
def english_is_spoken():
    """Whatever language the test before answered its last request in; a test of Danish says so itself."""
    with translation.override("en"):
        yield


@pytest.fixture
def rounds():
    """How often to repeat: `rounds(20, trial=10_000)` is 20 in `make test` and 10,000 in `make trials`."""
    return lambda sample, *, trial: trial if IS_TRIAL else sample
