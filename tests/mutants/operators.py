"""Small faults as people make them, one at a time, inside the functions of a file.

Declarations are left alone: what a column or a constraint says is in the migrations too, and `make check` compares.
"""

import ast
import copy
from collections import Counter
from dataclasses import dataclass, replace

SILENT = {"__str__", "__repr__"}
COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
CALLS = {"filter": "exclude", "exclude": "filter", "min": "max", "max": "min", "any": "all", "all": "any"}
KEYWORDS_OF = {"filter", "exclude", "Q"}
LONG_SLICE = 100  # a text cut to fit its column


@dataclass(frozen=True)
class Mutant:
    """One change: where, in words, and the file's syntax tree with it."""

    path: str
    line: int
    name: str  # of the function
    change: str
    tree: ast.Module

    @property
    def key(self):
        """What docs/testing.md lists it by: no line, which moves."""
        return f"{self.path} {self.name}: {self.change}"

    def __str__(self):
        return f"{self.path}:{self.line} {self.name}: {self.change}"


def mutants_of(path, source):
    """Every mutant of a file; one that reads like another of the same function is numbered."""
    known = Counter()
    for mutant in _mutants_of(path, source):
        known[mutant.key] += 1
        count = known[mutant.key]
        yield replace(mutant, change=f"{mutant.change} ({count})") if count > 1 else mutant


def _mutants_of(path, source):
    tree = ast.parse(source)
    for name, function in _functions(tree):
        for node in _body_nodes(function):
            for change, mutated in _mutations(node):
                yield Mutant(path, node.lineno, name, change, _with(tree, node, mutated))
        body = [each for each in function.body if not _is_text(each)]
        if len(body) > 1:
            early = copy.copy(function)
            early.body = [ast.copy_location(ast.Return(None), body[0]), *body]
            yield Mutant(path, body[0].lineno, name, "returns at once", _with(tree, function, early))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            for node in ast.walk(statement.value):
                for change, mutated in _constants(node):
                    name = statement.targets[0].id
                    yield Mutant(path, statement.lineno, name, change, _with(tree, node, mutated))


def _functions(node, prefix=""):
    """Outermost functions and methods with their qualified names; what is nested is inside them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            if child.name not in SILENT:
                yield f"{prefix}{child.name}", child
        elif isinstance(child, ast.ClassDef) and child.name != "Meta":
            yield from _functions(child, f"{prefix}{child.name}.")


def _body_nodes(function):
    """What is done when it is called: no defaults, decorators, annotations, and no text."""
    waiting = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if _is_text(node):
            continue
        if hasattr(node, "lineno"):
            yield node
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.AnnAssign):
            children = [child for child in children if child is not node.annotation]
        if (
            isinstance(node, ast.Slice)
            and isinstance(node.upper, ast.Constant)
            and node.upper.value >= LONG_SLICE
        ):
            children = []
        waiting += reversed(children)


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _mutations(node):
    """(what is changed, the node in its place), each."""
    yield from _constants(node)
    text = _short(node)
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
            other = copy.copy(node)
            other.ops = [COMPARISONS[type(operator)]()]
            yield f"{text} → {_short(other)}", other
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                if type(operator) in COMPARISONS:
                    other = copy.copy(node)
                    other.ops = [*operators[:place], COMPARISONS[type(operator)](), *operators[place + 1 :]]
                    yield f"{text} → {_short(other)}", other
        case ast.BoolOp(op=operator):
            other = copy.copy(node)
            other.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield f"{text} → {_short(other)}", other
        case ast.UnaryOp(op=ast.Not()):
            yield f"{text} → {_short(node.operand)}", node.operand
        case ast.UnaryOp(op=ast.Invert()):
            yield f"{text} → {_short(node.operand)}", node.operand
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            other = copy.copy(node)
            other.op = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
            yield f"{text} → {_short(other)}", other
        case ast.Raise():
            yield f"{text} removed", ast.copy_location(ast.Pass(), node)
        case ast.Call():
            yield from _calls(node)


def _constants(node):
    match node:
        case ast.Constant(value=bool(value)):
            yield f"{value} → {not value}", ast.copy_location(ast.Constant(not value), node)
        case ast.Constant(value=int(value)):
            for other in (value + 1, value - 1) if value > 0 else (value + 1,):
                yield f"{value} → {other}", ast.copy_location(ast.Constant(other), node)


def _calls(node):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in CALLS:
        other = copy.copy(node)
        other.func = copy.copy(node.func)
        setattr(other.func, "attr" if isinstance(node.func, ast.Attribute) else "id", CALLS[name])
        if isinstance(node.func, ast.Attribute) == (name in KEYWORDS_OF):
            yield f"{name}({_arguments(node)}) → {CALLS[name]}", other
    for place, keyword in enumerate(node.keywords):
        if keyword.arg is None:
            continue
        column, _, lookup = keyword.arg.rpartition("__")
        if lookup in LOOKUPS:
            other = copy.copy(node)
            moved = copy.copy(keyword)
            moved.arg = f"{column}__{LOOKUPS[lookup]}"
            other.keywords = [*node.keywords[:place], moved, *node.keywords[place + 1 :]]
            yield f"{keyword.arg} → {moved.arg}", other
        if name in KEYWORDS_OF:
            other = copy.copy(node)
            other.keywords = [*node.keywords[:place], *node.keywords[place + 1 :]]
            yield f"{name}({_short(keyword.value, f'{keyword.arg}=')}) dropped", other


def _arguments(node):
    return ", ".join([*(_short(each) for each in node.args), *(f"{each.arg}=…" for each in node.keywords)])[
        :60
    ]


def _short(node, before=""):
    text = " ".join((before + ast.unparse(node)).split())
    return text if len(text) <= 90 else f"{text[:89]}…"


def _with(tree, node, other):
    """The tree with one node in another's place; all else is shared."""
    return _Put(node, other).visit(tree)


class _Put(ast.NodeTransformer):
    """Copies the way down to the node, so that the tree it starts from stays as it is."""

    def __init__(self, node, other):
        self.node, self.other = node, other

    def visit(self, node):
        if node is self.node:
            return self.other
        changed = {}
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                values = [self.visit(each) if isinstance(each, ast.AST) else each for each in value]
                if any(new is not old for new, old in zip(values, value, strict=True)):
                    changed[name] = values
            elif isinstance(value, ast.AST):
                new = self.visit(value)
                if new is not value:
                    changed[name] = new
        if not changed:
            return node
        copied = copy.copy(node)
        for name, value in changed.items():
            setattr(copied, name, value)
        return copied
