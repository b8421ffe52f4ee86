"""What Lighthouse says of the public pages on a phone, and what a page weighs with all that it loads.

Lighthouse comes from npm into the folder of the run and drives the browser of the browser tests; the server is one as
in production. Where Node, npm or a browser is lacking, that is said.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import override_settings

from tests.bench import data, load
from tests.bench.figures import Figure
from tests.browser import chromium

LIGHTHOUSE, LEAST_NODE = "lighthouse@12.8.2", 18  # the newest that does without Node 22
LEAST_SCORE, MOST_KB = 95, 150
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
PAGES = {
    "front": "/da/",
    "country": "/en/south-korea/",
    "programme": "/da/south-korea/2021-2024/",
    "commitment": "/en/south-korea/2021-2024/1.1.1/",
    "text": "/da/south-korea/2021-2024/text/",
    "statistics": "/en/statistics/",
    "matrix": "/da/matrix/",
    "search": "/en/search/?q=energy",
    "organisation": "/da/organisation/p4g/",
}
# Search engines are let in only where somebody runs the site.
ENVIRONMENT = {
    "ALLOWED_HOSTS": "localhost",
    "PAGE_CACHE_MB": "64",
    "OPERATOR_NAME": "Example ministry",
    "OPERATOR_EMAIL": "contact@example.org",
    "OPERATOR_PHONE": "+45 12 34 56 78",
}
COMPRESSED = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
PATIENCE, TRIES = 300, 3  # seconds for one page


@dataclass(frozen=True)
class Seen:
    """A page as Lighthouse saw it: points of a hundred by category, compressed kilobytes, requests to other sites."""

    points: dict
    kilobytes: float
    strangers: int


def figures():
    """Yield the worst of all pages in each category, the heaviest, and how many requests went to anybody else."""
    lacking = _lacking() or _not_installed()
    if lacking:
        print(f"Lighthouse: left out, {lacking}")
        return
    data.content()
    connections.close_all()
    # tests.settings spares the compressing, which is what is weighed here.
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": COMPRESSED}):
        call_command("collectstatic", interactive=False, verbosity=0)
    with load.server("embassy.wsgi", **ENVIRONMENT) as port:
        seen = {name: _look(f"http://localhost:{port}", path) for name, path in PAGES.items()}
    for category, words in CATEGORIES.items():
        points = {name: page.points[category] for name, page in seen.items()}
        worst, where = _named(points, min(points.values()))
        name = f"Lighthouse on a phone, {words}, worst of {len(seen)} pages"
        yield Figure(name, worst, unit=where, at_least=LEAST_SCORE)
    weights = {name: page.kilobytes for name, page in seen.items()}
    heaviest, where = _named(weights, max(weights.values()))
    name = f"page with all that it loads, heaviest of {len(seen)}"
    yield Figure(name, heaviest, unit=f"KB, {where}", at_most=MOST_KB)
    strangers = sum(page.strangers for page in seen.values())
    yield Figure(f"requests to other sites by {len(seen)} pages", strangers, at_most=0)


def _named(values, value):
    """A value, and the first page that has it; nothing where all have it."""
    names = [name for name, found in values.items() if found == value]
    return value, "" if len(names) == len(values) else names[0]


def _lacking():
    """What this machine has not got, in words; None when it has all."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            return f"there is no {tool}"
    version = subprocess.check_output([shutil.which("node"), "--version"], text=True).strip()
    if int(version.removeprefix("v").partition(".")[0]) < LEAST_NODE:
        return f"Node {version} is too old: it takes {LEAST_NODE}"
    return None if _browser() else "there is no Chromium"


@cache
def _browser():
    return chromium.find()


def _folder():
    return Path(os.environ["TEST_RUN_DIR"]) / "lighthouse"


def _not_installed():
    """Why npm could not install it, in words; None when it has. Without scripts no package can fetch a browser."""
    command = [
        "npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier",
        "--loglevel=error", "--prefix", str(_folder()), LIGHTHOUSE,
    ]  # fmt: skip
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return f"npm needs more than {PATIENCE} seconds for {LIGHTHOUSE}"
    except subprocess.CalledProcessError as error:
        return f"npm cannot install {LIGHTHOUSE}: {error.stderr.strip().partition(os.linesep)[0]}"
    return None


def _look(site, path):
    """Raises RuntimeError when Lighthouse cannot load the page: its recording of one fails now and then, so it may try
    again.
    """
    for _try in range(TRIES):
        report, complaint = _report(f"{site}{path}")
        scores = {name: report["categories"][name]["score"] for name in CATEGORIES} if report else {}
        if scores and None not in scores.values():
            return Seen(
                points={name: round(100 * score) for name, score in scores.items()},
                **_loaded(report, site),
            )
    raise RuntimeError(f"Lighthouse could not look at {path}: {complaint}")


def _report(address):
    """(what Lighthouse found, None where it failed; what it complained of)."""
    command = [
        "node", str(_folder() / "node_modules/lighthouse/cli/index.js"), address, "--quiet", "--output=json",
        "--form-factor=mobile", "--no-enable-error-reporting",
        f"--chrome-flags=--headless {' '.join(chromium.ARGUMENTS)}",
    ]  # fmt: skip
    work = subprocess.run(
        command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=PATIENCE,
        env={**os.environ, "CHROME_PATH": _browser()},
    )  # fmt: skip
    return None if work.returncode else json.loads(work.stdout), work.stderr[-500:]


def _loaded(report, site):
    """How much a page loads, and from whom. What is written into it is no request."""
    requests = [
        request
        for request in report["audits"]["network-requests"]["details"]["items"]
        if not request["url"].startswith("data:")
    ]
    return {
        "kilobytes": round(sum(request["transferSize"] for request in requests) / 1000, 1),
        "strangers": sum(not request["url"].startswith(f"{site}/") for request in requests),
    }
