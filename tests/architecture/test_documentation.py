"""What the documents say about running the product is what the product does."""

import re

import pytest

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


DOCUMENTS = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
# A path of the tree in code font, as in `programmes/words/strings.py`; NAME stands for one of the reader's choice.
PATH = re.compile(r"`((?:embassy|programmes|templates|tests|fixtures|static|locale|docs)/[\w./-]+)`")


def paths_named(document):
    return [path for path in PATH.findall(document.read_text(encoding="utf-8")) if "NAME" not in path]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_a_document_names_is_there(document):
    assert [path for path in paths_named(document) if not (ROOT / path).exists()] == []


def test_recipes_name_files():
    assert len(paths_named(ROOT / "docs/changing.md")) > 40


def test_every_decision_says_context_choice_and_consequences_and_is_listed():
    index = read("docs/decisions/README.md")
    for record in sorted((ROOT / "docs/decisions").glob("0*.md")):
        text = record.read_text(encoding="utf-8")
        assert re.findall("^## (.+)$", text, re.MULTILINE)[:3] == ["Context", "Choice", "Consequences"], (
            record.name
        )
        assert f"[{text.splitlines()[0].removeprefix('# ')}]({record.name})" in index, record.name
