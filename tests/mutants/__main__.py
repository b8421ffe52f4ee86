"""Makes small faults in the product, one at a time, and says which of them no test notices.

    make mutants                                 a sample of 150, the same every time
    make mutants MUTANTS=all                     every one
    make mutants MUTANTS=40 PATHS=programmes/rules/due.py

TESTS=tests/rules looks no further than those tests. For each mutant only the tests are run that come past its line;
the first that fails ends it. Survivors that docs/testing.md lists with a reason are not counted.
"""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.operators import mutants_of

ROOT = Path(__file__).resolve().parents[2]
PATHS = [
    "programmes/rules",
    "programmes/models",
    "programmes/actions",
    "programmes/transfer/examine.py",
    "programmes/intake/gates.py",
    "programmes/intake/archives.py",
    "programmes/intake/parts.py",
    "embassy/models",
    "embassy/partial_dates.py",
]
# What a test starts runs in a process that is not watched; these are where it is started.
STARTED_FROM = {"programmes/intake/": "programmes/intake/child.py"}
SEED = 2021
LEFT_OUT_OF_COPY = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "staticfiles")
MAP = ROOT / "var" / "mutants.json"
LISTED = re.compile(r"^- `(?P<key>[^`]+)`: \S", re.MULTILINE)
MOST_SURVIVORS = 5  # per cent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-m", "not browser", "-p", "no:randomly"]


def main():
    paths = os.environ.get("PATHS", "").split() or PATHS
    wanted = os.environ.get("MUTANTS", "150")
    everything = [mutant for path in _files(paths) for mutant in _of(path)]
    number = len(everything) if wanted == "all" else min(int(wanted), len(everything))
    chosen = sorted(random.Random(SEED).sample(range(len(everything)), number))  # noqa: S311 - a sample
    coverage = _coverage()
    tried = [
        (mutant, index, _tests_of(mutant, coverage)) for index, mutant in map(everything.__getitem__, chosen)
    ]
    print(f"{number} of {len(everything)} mutants are tried.", flush=True)
    listed = {match["key"] for match in LISTED.finditer((ROOT / "docs" / "testing.md").read_text())}
    counts = Counter()
    for mutant, outcome in _outcomes(tried):
        state = "caught" if outcome.startswith("caught") else "listed" if mutant.key in listed else "survived"
        counts[state] += 1
        if state == "survived" or os.environ.get("VERBOSE"):
            print(f"{outcome}: {mutant}", flush=True)
    share = 100 * counts["survived"] / (number or 1)
    print(f"{number} mutants: {counts['caught']} caught, {counts['listed']} survive for a listed reason, "
          f"{counts['survived']} survive ({share:.1f} %, at most {MOST_SURVIVORS})")  # fmt: skip
    return share > MOST_SURVIVORS


def _files(paths):
    for path in paths:
        here = ROOT / path
        for file in sorted(here.rglob("*.py")) if here.is_dir() else [here]:
            yield file.relative_to(ROOT).as_posix()


def _of(path):
    return enumerate(mutants_of(path, (ROOT / path).read_text()))


# --- Which tests come past which line ---------------------------------------------------------------------------


def _coverage():
    """{test: {"seconds": …, "lines": {path: [line, …]}}}, kept in var/ until a file has changed."""
    product = {
        path: _digest(path) for path in _files([*PATHS, *STARTED_FROM.values(), "embassy", "programmes"])
    }
    helpers = [path for path in _files(["tests"]) if not Path(path).name.startswith("test_")]
    product["tests"] = hashlib.sha256("".join(map(_digest, helpers)).encode()).hexdigest()
    files = {path: _digest(path) for path in _files(["tests"]) if Path(path).name.startswith("test_")}
    kept = json.loads(MAP.read_text()) if MAP.exists() else {}
    is_kept = kept and (kept["product"] == product or os.environ.get("KEEP_MAP"))
    tests = kept["tests"] if is_kept else {}
    known = kept["files"] if is_kept else {}
    wanted = tuple(os.environ.get("TESTS", "tests").split())
    changed = [
        path for path, digest in files.items() if known.get(path) != digest and path.startswith(wanted)
    ]
    tests = {
        test: facts for test, facts in tests.items() if test.partition("::")[0] in set(files) - set(changed)
    }
    if changed:
        print(f"Which lines the tests in {len(changed)} files come past is not known yet.", flush=True)
        tests |= _watched(changed)
        MAP.parent.mkdir(exist_ok=True)
        known |= {path: files[path] for path in changed}
        MAP.write_text(json.dumps({"product": product, "files": known, "tests": tests}))
    return tests


def _digest(path):
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def _watched(test_files):
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        task = Path(folder) / "task"
        task.write_text(
            json.dumps(
                {
                    "folder": folder,
                    "files": [str(ROOT / path) for path in _files([*PATHS, *STARTED_FROM.values()])],
                }
            )
        )
        run = subprocess.run(  # noqa: S603 - our own tests
            [*PYTEST, "-n", os.environ.get("WORKERS", "auto"), "-p", "tests.mutants.collector", *test_files],
            cwd=ROOT, env={**os.environ, "MUTANTS_COVERAGE": str(task)}, check=False,
        )  # fmt: skip
        if run.returncode not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            raise SystemExit("Which lines the tests come past could not be found: the tests did not run.")
        tests = {}
        for part in Path(folder).glob("*.json"):
            tests |= json.loads(part.read_text())
    return tests


def _tests_of(mutant, coverage):
    """The tests that come past a mutant's line with their seconds, those with the shortest way there first."""

    def lines(facts):
        return facts["lines"].get(mutant.path, ())

    is_constant = mutant.name.isupper()
    tests = [
        test
        for test, facts in coverage.items()
        if mutant.line in lines(facts) or (is_constant and lines(facts))
    ]
    if not tests:
        started = next((file for room, file in STARTED_FROM.items() if mutant.path.startswith(room)), None)
        tests = [test for test, facts in coverage.items() if started in facts["lines"]]
    modules = {}
    for test in tests:
        modules.setdefault(test.partition("::")[0], []).append(test)
    ways = {test: sum(map(len, coverage[test]["lines"].values())) for test in tests}
    ordered = sorted(modules.values(), key=lambda some: min(ways[test] for test in some))
    return [(test, coverage[test]["seconds"]) for some in ordered for test in sorted(some, key=ways.get)]


# --- Trying them ------------------------------------------------------------------------------------------------


def _outcomes(tried):
    """(mutant, what became of it), as they come."""
    left = dict(enumerate(mutant for mutant, *_ in tried))
    for number, (_mutant, _index, tests) in enumerate(tried):
        if not tests:
            yield left.pop(number), "no test comes here"
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        task = Path(folder) / "task"
        task.write_text(json.dumps({"folder": folder, "mutants": [
            {"path": mutant.path, "index": index, "tests": tests} for mutant, index, tests in tried
        ]}))  # fmt: skip
        for number in set(range(len(tried))) - set(left):
            (Path(folder) / f"{number}.claimed").mkdir()
        files = sorted({test.partition("::")[0] for *_, tests in tried for test, _ in tests})
        servers = [_server(Path(folder) / f"tree{one}", task, files) for one in range(_jobs())]
        try:
            while left:
                over = all(server.poll() is not None for server in servers)
                for number in sorted(left):
                    outcome = Path(folder) / f"{number}.outcome"
                    if outcome.exists():
                        yield left.pop(number), outcome.read_text()
                if over and left:
                    raise SystemExit(f"{len(left)} mutants were not tried: the tests could not be started.")
                time.sleep(0.2)
        finally:
            for server in servers:
                server.kill()
                server.wait()


def _jobs():
    return int(os.environ.get("JOBS", os.cpu_count() or 1))


def _server(tree, task, files):
    """Tests in a copy of the tree, which is what is changed."""
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT_OF_COPY)
    environment = {
        **os.environ,
        "MUTANTS_TASK": str(task),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DATABASE_URL": "sqlite:///db",
    }
    environment.pop("TEST_RUN_DIR", None)
    return subprocess.Popen(  # noqa: S603 - our own tests
        [*PYTEST, "-n", "0", "-p", "tests.mutants.server", *files],
        cwd=tree, env=environment, stdout=subprocess.DEVNULL, stderr=None,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
