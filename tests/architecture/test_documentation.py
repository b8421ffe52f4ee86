"""What the documents say about running the product is what the product does."""

import re

from tests.architecture.source import ROOT


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_lists_every_setting_and_no_other():
    asked_for = set(re.findall(r"""env(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", read("embassy/settings.py")))
    table = read("README.md").split("## Settings")[1].split("For the commands above")[0]
    listed = {
        name for row in table.splitlines() if row.startswith("| `") for name in names_in_first_cell(row)
    }
    assert listed == asked_for


def names_in_first_cell(row):
    return re.findall(r"`([A-Z_]+)`", row.split("|")[1])


def test_readme_lists_every_make_target_that_help_lists():
    offered = set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE))
    described = set(re.findall(r"^\| `make ([a-z]+)`", read("README.md"), re.MULTILINE))
    assert described == offered - {"help", "clean"}
