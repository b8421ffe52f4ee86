"""No page may forget whose rows it reads: a query begins with a scope, or with rows that were fetched through one.

A chain on `Model.objects` passes when one of its methods is a scope (tests/architecture/scopes.py), when its model is
reference data, or when it is narrowed to rows that the code has already: `filter(commitment=commitment)`,
`filter(pk__in=keys)`. What came with the request (the arguments of a view, GET, POST, the values of a form) is no such
row: it says what somebody asked for, not what they may have.
"""

import ast
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from tests.architecture.scopes import REFERENCE_DATA, SCOPES, SHARED_LISTS
from tests.architecture.source import functions, modules

PUBLIC, STAFF = "programmes/public/", "programmes/workspace/"
MANAGERS = {"objects", "_default_manager", "_base_manager"}
NARROWING = {"filter", "get", "in_bulk"}
SENT = {"GET", "POST", "FILES", "cleaned_data", "data"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}

# Module and function: how many of its queries have no scope, and why they may. The list may only grow shorter: one
# that is no longer needed fails, too.
EXCEPTIONS = {
    "programmes/public/pages/as_of.py register_began_on": (1, "one day: that of the very first change"),
    "programmes/public/pages/commitment_rows.py has_demonstrations": (
        1,
        "a yes or no that spares a longer question",
    ),
    "programmes/public/pages/country.py standing_counts": (
        2,
        "programmes; only those asked for are looked up in it",
    ),
    "programmes/public/pages/counts.py counts_of": (1, "kept counts of the programmes that it is given"),
    "programmes/public/pages/counts.py counts_by_sides": (
        1,
        "asks whether there is any; counts among counted ones",
    ),
    "programmes/public/pages/counts.py listed_by_goal": (1, "read only for areas that published counts name"),
    "programmes/public/pages/counts.py _ended_since": (2, "whoever calls it picks among them by programme"),
    "programmes/public/serving.py next_change": (1, "one moment: when the next embargo ends"),
    "programmes/workspace/forms/agreements.py FrameForm.clean_reference": (
        1,
        "a reference is unique among all",
    ),
    "programmes/workspace/pages/change_history.py history_of": (1, "entries about a commitment and its rows"),
    "programmes/workspace/pages/decisions.py _programmes": (
        2,
        "_by_programme narrows both to one's programmes",
    ),
    "programmes/workspace/views/activities.py _may_publish": (
        1,
        "the form takes only commitments that it offered",
    ),
    "programmes/workspace/views/activities.py _save": (
        1,
        "the form takes only documents that the activity had",
    ),
    "programmes/workspace/views/handover.py reassign_person": (
        1,
        "the form takes only colleagues that it offered",
    ),
    "programmes/workspace/views/handover.py reassign_team": (2, "as in reassign_person"),
    "programmes/workspace/views/undo.py undo": (
        1,
        "who may see a change is asked of the rows that it touched",
    ),
}


class Scan(ast.NodeVisitor):
    """The chains of one function that nothing narrows, as their source. Functions inside it are its own part."""

    def __init__(self, function, open_lists):
        self.open_lists = open_lists
        self.parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
        self.values = {}
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Assign)
                and len(node.targets) == 1
                and isinstance(node.targets[0], ast.Name)
            ):
                self.values[node.targets[0].id] = node.value
        names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        is_view = names[:1] == ["request"] and not function.name.startswith("_")
        self.asked_for = set(names[1:]) if is_view else set()
        self.unscoped = []
        self.visit(function)

    def visit_Attribute(self, node):
        if node.attr in MANAGERS and not self.is_narrowed(node):
            self.unscoped.append(ast.unparse(self.chain(node)[-1]))
        self.generic_visit(node)

    def visit_Call(self, node):
        """`get_object_or_404(Model, …)` asks the model's manager without naming it."""
        if is_shortcut(node) and self.model_of(node.args[0]) and not self.is_reference(node.args[0]):
            self.unscoped.append(ast.unparse(node))
        self.generic_visit(node)

    def chain(self, node):
        """The manager and every step taken from it, as far as the expression goes."""
        steps = [node]
        while True:
            parent = self.parents.get(steps[-1])
            goes_on = (isinstance(parent, ast.Attribute) and parent.value is steps[-1]) or (
                isinstance(parent, ast.Call) and parent.func is steps[-1]
            )
            if not goes_on:
                return steps
            steps.append(parent)

    def is_narrowed(self, manager):
        if self.is_reference(manager.value):
            return True
        steps = self.chain(manager)
        if self.is_prefetched(steps[-1]):
            return True
        calls = [step for step in steps if isinstance(step, ast.Call)]
        names = {call.func.attr for call in calls}
        model = self.model_of(manager.value)
        return bool(names & {"none", *SCOPES}) or any(
            self.narrows(call, model) for call in calls if call.func.attr in NARROWING
        )

    def is_prefetched(self, query):
        """A Prefetch reads only what hangs on the rows that it is given to."""
        parent = self.parents.get(query)
        return isinstance(parent, ast.Call) and ast.unparse(parent.func) == "Prefetch"

    def narrows(self, condition, model):
        """Whether a condition leaves only rows that hang on something fetched."""
        match condition:
            case ast.BinOp(op=ast.BitOr()):
                return self.narrows(condition.left, model) and self.narrows(condition.right, model)
            case ast.BinOp(op=ast.BitAnd()):
                return self.narrows(condition.left, model) or self.narrows(condition.right, model)
            case ast.Name() if condition.id in self.values:
                return self.narrows(self.values[condition.id], model)
            case ast.Call(func=ast.Attribute(attr="in_bulk")):
                return bool(condition.args) and self.is_fetched(condition.args[0])
            case ast.Call():
                return any(
                    keyword.arg and refers(model, keyword.arg) and self.is_fetched(keyword.value)
                    for keyword in condition.keywords
                ) or any(self.narrows(argument, model) for argument in condition.args)
        return False

    def is_fetched(self, value):
        """Neither a fixed value nor what somebody sent. Who asks is known, whatever else the request holds."""
        return not isinstance(value, ast.Constant) and not self.was_sent(value)

    def was_sent(self, value, behind=frozenset()):
        """An argument of a view is what the address says; one with attributes (`report.pk`) is a row."""
        rows = {node.value for node in ast.walk(value) if isinstance(node, ast.Attribute)}
        for node in ast.walk(value):
            if isinstance(node, ast.Attribute) and node.attr in SENT:
                return True
            if isinstance(node, ast.Name) and node not in rows and node.id in self.asked_for:
                return True
            if (
                isinstance(node, ast.Name)
                and node.id in self.values.keys() - behind
                and not is_fetch(self.values[node.id])
                and self.was_sent(self.values[node.id], behind | {node.id})
            ):
                return True
        return False

    @staticmethod
    def model_of(node):
        """The model that a chain begins with; None for tables of links and models held in variables."""
        names = [model.__name__ for model in apps.get_models()]
        if isinstance(node, ast.Name) and node.id in names:
            return next(model for model in apps.get_models() if model.__name__ == node.id)
        return None

    def is_reference(self, node):
        return isinstance(node, ast.Name) and node.id in self.open_lists


def is_shortcut(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHORTCUTS


def is_fetch(node):
    """A call that finds a row for whoever asks. Its own query is looked at where it stands."""
    return is_shortcut(node) or (
        isinstance(node, ast.Call) and {"request", "request.user"} & {ast.unparse(arg) for arg in node.args}
    )


def refers(model, lookup):
    """Whether a lookup names the row itself or another that it hangs on; the record names its rows by `object_id`."""
    for part in lookup.split("__"):
        if part in {"pk", "id", "in", "object_id"} or model is None:
            return True
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:  # an annotation, or `document_id`
            return part.endswith("_id")
        if not field.is_relation:
            return False
        model = field.related_model
    return True


def unscoped(tree, *, is_public=False):
    """(name, source) of each query of a module's functions that nothing narrows."""
    open_lists = REFERENCE_DATA.keys() if is_public else {*REFERENCE_DATA, *SHARED_LISTS}
    inner = {
        node for _name, function in functions(tree) for node in ast.walk(function) if node is not function
    }
    return [
        (name, source)
        for name, function in functions(tree)
        if function not in inner
        for source in Scan(function, open_lists).unscoped
    ]


def test_no_page_reads_rows_without_a_scope():
    broken = [
        f"{path.as_posix()} {name}: {source}"
        for room in (PUBLIC, STAFF)
        for path, tree in modules(room)
        for name, source in unscoped(tree, is_public=room == PUBLIC)
    ]
    expected = Counter({place: number for place, (number, _reason) in EXCEPTIONS.items()})
    assert Counter(line.split(": ")[0] for line in broken) == expected, "\n".join(broken)


@pytest.mark.parametrize(
    "body",
    [
        "Activity.objects.get(pk=pk)",
        "Commitment.objects.all()",
        "get_object_or_404(Activity, pk=pk)",
        "Commitment.objects.filter(is_published=True)",
        "Commitment.objects.filter(pk__in=form.cleaned_data['commitments'])",
        "Commitment.objects.filter(programme__reference=request.GET['programme'])",
        "Commitment.objects.filter(Q(programme=programme) | Q(is_published=True))",
        "Activity._base_manager.filter(state='held')",
        "sent = form.cleaned_data\n    Document.objects.filter(pk__in=sent['documents'])",
        "Document.objects.filter(publisher_en=publisher)",
    ],
)
def test_a_query_that_forgets_its_scope_is_seen(body):
    assert unscoped(ast.parse(f"def view(request, pk):\n    {body}"))


@pytest.mark.parametrize(
    "body",
    [
        "Activity.objects.visible_to(request.user).get(pk=pk)",
        "Activity.objects.filter(commitments=commitment)",
        "OutgoingMail.objects.filter(user=request.user)",
        "Commitment.objects.filter(Q(programme=programme) & Q(is_published=True))",
        "Programme.objects.in_bulk(keys)",
        "Sector.objects.all()",
        "Activity.objects.get(pk=activity.pk)",
        "Wording.objects.filter(commitment__programme=programme)",
        "Prefetch('files', ImportFile.objects.defer('content'))",
    ],
)
def test_a_query_with_a_scope_passes(body):
    assert not unscoped(ast.parse(f"def view(request, pk):\n    {body}"))


@pytest.mark.parametrize("body", ["Sector.objects.all()", "get_object_or_404(Organisation, slug=slug)"])
def test_a_public_page_that_takes_a_shared_list_whole_is_seen(body):
    tree = ast.parse(f"def view(request, slug):\n    {body}")
    assert unscoped(tree, is_public=True)
    assert not unscoped(tree)


def test_every_scope_is_a_method_of_our_querysets():
    methods = {
        name
        for model in apps.get_models()
        for name in dir(model._default_manager.all())
        if not hasattr(QuerySet, name)
    }
    assert SCOPES.keys() <= methods


def test_reference_data_names_our_models():
    assert {*REFERENCE_DATA, *SHARED_LISTS} <= {model.__name__ for model in apps.get_models()}
