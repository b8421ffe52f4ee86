"""Words for people are written where the extraction finds them, so that none is left in English by accident."""

import ast

import pytest

from tests.architecture.source import modules

# What the extraction knows translating functions by: Django's own names, and those that embassy.catalogues adds.
KNOWN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
         "npgettext", "npgettext_lazy", "now_in_words", "said"}  # fmt: skip


def translating_names(tree):
    """The names that a module calls Django's translating functions by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                if "gettext" in name.name:
                    yield name.asname or name.name


def faults(tree):
    """(line, what is wrong) of every call that the extraction would overlook."""
    names = set(translating_names(tree))
    yield from ((1, f"imported as {name}") for name in sorted(names - KNOWN))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from ((call.lineno, "inside an f-string") for call in calls(node, names))
    for call in calls(tree, names):
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args):
            yield call.lineno, "given a text that is put together"


def calls(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def test_every_string_is_found_by_the_extraction():
    found = [f"{path}:{line}: {what}" for path, tree in modules() for line, what in faults(tree)]
    assert not found


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("from django.utils.translation import gettext as tell\ntell('Save')", "imported as tell"),
        ("from django.utils.translation import gettext as _\nf'<b>{_(\"Save\")}</b>'", "inside an f-string"),
        (
            "from django.utils.translation import gettext as _\n_(f'{n} reports')",
            "given a text that is put together",
        ),
    ],
)
def test_what_it_would_overlook_is_seen(line, what):
    assert [found for _line, found in faults(ast.parse(line))] == [what]
