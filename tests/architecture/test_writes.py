"""Pages, admin and commands write through actions and the recorder only, so that every change is on record."""

import ast

import pytest

from tests.architecture.source import functions, modules

CHANNELS = (
    "programmes/public/",
    "programmes/workspace/",
    "programmes/admin/",
    "programmes/management/",
    "embassy/admin",
    "embassy/management/",
)
# What an open change set is called wherever one is opened: `with change_set(…) as record`.
RECORDERS = {"record", "recorder"}
# A manager or a list of rows does these; nothing else has methods of these names.
BULK_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "aupdate", "acreate"}
ROW_WRITES = {"save", "delete", "create", "asave", "adelete"}

# (module, function): why its write is on record all the same, or needs no record.
ALLOWED = {
    ("programmes/public/preview.py", "_write_as_published"): "in a transaction that is always rolled back",
}


def starts_from_rows(node):
    """Whether an expression is a manager or a chain of QuerySet calls, as in `Report.objects.filter(…)`."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return True
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def is_write(call):
    """Whether this call changes the database past the recorder."""
    if not isinstance(call.func, ast.Attribute):
        return False
    receiver, verb = call.func.value, call.func.attr
    if isinstance(receiver, ast.Name) and receiver.id in RECORDERS:
        return False
    if verb in BULK_WRITES:
        return True
    if verb == "update":  # dictionaries have it too, but are not reached through a manager
        return starts_from_rows(receiver)
    leaves_it_to_us = any(
        word.arg == "commit" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )
    return verb in ROW_WRITES and not leaves_it_to_us


def writes_in(tree):
    for name, function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and is_write(node):
                yield name, node.lineno


def test_doors_write_only_through_the_recorder():
    found = [
        f"{path}:{line} {name}"
        for path, tree in modules(*CHANNELS)
        for name, line in writes_in(tree)
        if (path.as_posix(), name) not in ALLOWED
    ]
    assert not found, "Write through programmes/actions or embassy/audit.py: " + "; ".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "report.save()",
        "form.save()",
        "StatusReport.objects.create(status='fulfilled')",
        "StatusReport.objects.filter(pk=1).update(status='fulfilled')",
        "commitment.reports.all().delete()",
        "Sector.objects.get_or_create(slug='water')",
    ],
)
def test_a_write_past_the_recorder_is_seen(line):
    assert list(writes_in(ast.parse(f"def view():\n    {line}")))


@pytest.mark.parametrize(
    "line",
    [
        "record.create(report)",
        "record.update(commitment, owner_team=team)",
        "form.save(commit=False)",
        "context.update(title='Korea')",
    ],
)
def test_the_recorder_and_plain_dictionaries_are_left_in_peace(line):
    assert not list(writes_in(ast.parse(f"def view():\n    {line}")))


def change_sets_opened_in(tree):
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "change_set"
    ]


def test_views_open_no_change_set():
    """An action opens its own and returns it; several actions in one are an action of their own."""
    opened = [
        f"{path}:{line}"
        for path, tree in modules("programmes/workspace/", "programmes/public/")
        for line in change_sets_opened_in(tree)
    ]
    assert not opened, "Leave it to the action, which returns its change set: " + "; ".join(opened)


def test_a_change_set_opened_in_a_view_is_seen():
    view = "def view(request):\n    with change_set(by=request.user, event='x') as record:\n        pass"
    assert change_sets_opened_in(ast.parse(view)) == [2]
