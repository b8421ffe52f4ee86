"""What must be true of the files themselves: at home on any machine, and fit for a strict content security policy."""

import re
from pathlib import Path

from tests.architecture.source import ROOT, ours, tracked_files

TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".yml",
    ".yaml",
    ".sh",
    ".po",
    ".cfg",
    ".json",
    "",
}
# Put together here, so that this file does not mention them either.
ELSEWHERE = ["/".join(["..", "shared"]), "/".join(["", "work", "shared"]), "/".join(["", "work", "main"])]

INLINE = re.compile(
    r"""\sstyle\s*=\s*["']"""  # styles belong in static/css
    r"""|<style\b"""
    r"""|<script(?![^>]*\bsrc=)(?![^>]*type=["']application/(?:ld\+)?json)"""  # scripts in static/js
    r"""|\son[a-z]+\s*=\s*["']"""
    r"""|javascript:""",
    re.IGNORECASE,
)
# An address is fine to follow; it is not fine to fetch from while a page is drawn.
FETCHED = re.compile(
    r"""(?:\bsrc|<link[^>]*\bhref)\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//"""
    r"""|@import""",
    re.IGNORECASE,
)
# What stands in a class attribute, in a template or in code.
CLASSES = re.compile(r"""\bclass["']?\s*[=:]\s*["']([^"']*)""")
TEMPLATE_TAG = re.compile(r"\{[{%].*?[%}]\}")
CANONICAL = re.compile(r"""<link[^>]*rel=["'](?:canonical|alternate|license)["'][^>]*>""", re.IGNORECASE)


def lines(suffixes):
    for path in ours(suffixes):
        text = (ROOT / path).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path}:{number}", line


def test_no_file_knows_the_machine_it_was_written_on():
    places = {*ELSEWHERE, str(ROOT), str(Path.home())} - {"/"}
    found = [where for where, line in lines(TEXT) if any(place in line for place in places)]
    assert not found


def test_pages_have_no_inline_style_or_script():
    found = [where for where, line in lines({".html"}) if INLINE.search(line)]
    assert not found


def test_pages_and_styles_fetch_nothing_from_elsewhere():
    found = [
        where for where, line in lines({".html", ".css", ".svg"}) if FETCHED.search(CANONICAL.sub("", line))
    ]
    assert not found


def test_no_page_uses_a_class_whose_rules_were_left_out_of_the_design_system():
    left_out = set((ROOT / "static/vendor/dkfds/LEFT_OUT").read_text(encoding="utf-8").split())
    found = {
        where: names
        for where, line in lines({".html", ".py", ".js"})
        if (names := left_out.intersection(" ".join(CLASSES.findall(TEMPLATE_TAG.sub(" ", line))).split()))
    }
    assert not found, "Run static/vendor/vendor.py again."


def test_nothing_made_on_this_machine_is_kept():
    made = {".mo", ".pyc", ".sqlite3", ".log"}
    assert not [name for name in tracked_files() if name.suffix in made]


def test_every_pin_is_exact_and_says_why():
    pinned = re.compile(r"^[A-Za-z0-9_.-]+(\[[a-z,]+\])?==\S+\s+# \S")
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or pinned.match(line), line
