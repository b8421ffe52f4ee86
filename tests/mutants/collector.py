"""A pytest plugin: which lines of the files in question each test comes past, and how long it takes."""

import json
import os
import sys
import time
from pathlib import Path

import coverage
import pytest
from django.db import connections

from embassy.prepared import STATEMENTS


class Collector:
    def __init__(self, folder, files):
        self.folder = Path(folder)
        self.coverage = coverage.Coverage(data_file=None, include=files, config_file=False)
        self.seconds, self.failed = {}, set()
        self.modules, self.caches = set(), []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self._forget()
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = round(time.process_time() - began, 3)
        self.coverage.switch_context("")
        return result

    def _forget(self):
        """What an earlier test made and the process remembers would not be made by this one's lines."""
        for connection in connections.all(initialized_only=True):
            vars(connection).pop(STATEMENTS, None)
        ours = {name for name in sys.modules if name.startswith(("embassy.", "programmes."))}
        for name in ours - self.modules:
            values = vars(sys.modules[name]).values()
            self.caches += [value for value in values if hasattr(value, "cache_clear")]
        self.modules |= ours
        for cache in self.caches:
            cache.cache_clear()

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self):
        self.coverage.stop()
        data, lines = self.coverage.get_data(), {}
        for path in data.measured_files():
            name = os.path.relpath(path)
            for line, tests in data.contexts_by_lineno(path).items():
                for test in filter(None, tests):
                    lines.setdefault(test, {}).setdefault(name, []).append(line)
        tests = {
            test: {"seconds": seconds, "lines": lines.get(test, {})}
            for test, seconds in self.seconds.items()
            if test not in self.failed
        }
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(tests))


def pytest_configure(config):
    if "MUTANTS_COVERAGE" not in os.environ or (
        config.option.dist != "no" and not hasattr(config, "workerinput")
    ):
        return
    task = json.loads(Path(os.environ["MUTANTS_COVERAGE"]).read_text())
    collector = Collector(task["folder"], task["files"])
    collector.coverage.start()
    config.pluginmanager.register(collector)
