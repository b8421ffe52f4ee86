"""The caches of the latest report count reports of every state, so only those who see them all may be shown them."""

import re

from tests.architecture.source import ROOT, modules

NAMES = re.compile(r"\blatest_(?:status|reported_at|report)(?![a-z])")
# Modules that may name them, with the reason.
MAY = {
    "programmes/models/commitments.py": "where they are, and where `with_latest_seen_by` says who sees which",
    "programmes/actions/current.py": "makes them",
    "programmes/rules/due.py": "what is due is asked of commitments whose reports the asker sees",
    "programmes/admin/filters.py": "begins with `reports_readable_by`",
    "programmes/workspace/pages/freshness.py": "counts what one leads or administers (`followed_by`)",
    "programmes/workspace/pages/decisions.py": "counts in programmes that one administers",
    "programmes/workspace/pages/rounds.py": "begins with what one reports on, leads or administers",
    "programmes/workspace/views/table.py": "counts what one has just reported",
}


def test_only_these_modules_name_the_latest_report_whoever_sees_it():
    naming = {
        str(path) for path, _tree in modules() if NAMES.search((ROOT / path).read_text(encoding="utf-8"))
    }
    assert naming == set(MAY)
