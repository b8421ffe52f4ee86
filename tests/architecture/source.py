"""The repository's own files as the architecture tests read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("embassy", "programmes")
LEFT_ALONE = ("static/vendor/", "fixtures/sources/", "tests/agreements/reader/texts/")


def tracked_files():
    """Every file that git has or would take, as paths relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    names = (Path(name) for name in listing.split("\0") if name)
    return [name for name in names if (ROOT / name).is_file()]


def ours(suffixes):
    """Files that are written here, not vendored or quoted, with one of these suffixes."""
    return [
        name for name in tracked_files() if name.suffix in suffixes and not str(name).startswith(LEFT_ALONE)
    ]


def modules(*rooms):
    """(path, tree) of every module in these folders, migrations aside."""
    for path in ours({".py"}):
        if path.parts[0] in ROOMS and "migrations" not in path.parts and str(path).startswith(rooms or ROOMS):
            yield path, tree_of(path)


@cache
def tree_of(path):
    """What is in a module. Shared by all who ask, so nobody changes it."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def functions(tree):
    """(qualified name, node) of every function of a module, methods included."""

    def walk(node, names):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = [*names, child.name]
                if not isinstance(child, ast.ClassDef):
                    yield ".".join(inner), child
                yield from walk(child, inner)
            else:
                yield from walk(child, names)

    yield from walk(tree, [])
