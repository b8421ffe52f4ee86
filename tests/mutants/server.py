"""A pytest plugin: everything is loaded and collected once; each mutant is tried in a fork of that.

A mutant's code is put into the functions that are there already, and into the file in this copy of the tree, for
processes that a test starts.
"""

import ast
import gc
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from tests.mutants.operators import mutants_of

SURVIVED, CAUGHT, TOO_LONG, NOT_TRIED = range(4)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    task = json.loads(Path(os.environ["MUTANTS_TASK"]).read_text())
    items = {item.nodeid: item for item in session.items}
    mutants = {}
    for number, tried in enumerate(task["mutants"]):
        try:
            (Path(task["folder"]) / f"{number}.claimed").mkdir()
        except FileExistsError:
            continue
        path = tried["path"]
        if path not in mutants:
            mutants[path] = list(mutants_of(path, Path(path).read_text()))
        chosen = [(items[test], seconds) for test, seconds in tried["tests"] if test in items]
        outcome = _try(mutants[path][tried["index"]], chosen, session)
        partial = Path(task["folder"]) / f"{number}.part"
        partial.write_text(outcome)
        partial.rename(partial.with_suffix(".outcome"))
    return True


def _try(mutant, tests, session):
    """“survived”, or by which test it was caught."""
    file = Path(mutant.path)
    original = file.read_text()
    mutant = _located(mutant)
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _in_child(mutant, tests, session, writing)
    os.close(writing)
    file.write_text(ast.unparse(mutant.tree))
    try:
        with os.fdopen(reading) as told:
            word = told.read()
        _pid, status = os.waitpid(pid, 0)
    finally:
        file.write_text(original)
    code = os.waitstatus_to_exitcode(status)
    if code in (SURVIVED, NOT_TRIED):
        return "survived" if code == SURVIVED else f"not tried ({word})"
    return f"caught {word}" + (" (too long)" if code == TOO_LONG else "")


def _located(mutant):
    ast.fix_missing_locations(mutant.tree)
    return mutant


def _in_child(mutant, tests, session, writing):
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        for limit in (signal.SIGALRM, signal.SIGPROF):
            signal.signal(limit, lambda *_: os._exit(TOO_LONG))
        session.config.pluginmanager.register(_EndAtFailure(writing))
        try:
            _put_in(mutant)
        except Exception as error:  # noqa: BLE001 - a fault of ours, which must not pass for one that was caught
            os.write(writing, repr(error).encode()[:200])
            os._exit(NOT_TRIED)
        for (item, seconds), (following, _seconds) in zip(tests, [*tests[1:], (None, 0)], strict=True):
            signal.setitimer(signal.ITIMER_PROF, 20 + 20 * seconds)
            signal.setitimer(signal.ITIMER_REAL, 600)  # it may wait for what never comes
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        os._exit(SURVIVED)
    except BaseException as error:  # noqa: BLE001 - whatever happens, the parent goes on alone
        os.write(writing, repr(error).encode()[:200])
        os._exit(CAUGHT)


class _EndAtFailure:
    def __init__(self, writing):
        self.writing = writing

    def pytest_runtest_logreport(self, report):
        if report.failed:
            os.write(self.writing, f"by {report.nodeid}".encode())
            os._exit(CAUGHT)


def _put_in(mutant):
    """Let what is loaded behave as the mutant does."""
    path = str(Path(mutant.path).resolve())
    module = importlib.import_module(
        mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    whole = compile(mutant.tree, path, "exec", dont_inherit=True)
    codes = [each for each in _codes(whole, mutant.name) if each.co_firstlineno <= mutant.line]
    code = max(codes, key=lambda each: each.co_firstlineno, default=None)
    if code is None:
        _put_in_constant(mutant, module)
        return
    # What it made while the module was loaded is there already, too: a function inside it, kept in a table.
    put = {(each.co_qualname, each.co_firstlineno): each for each in (code, *_inside(code))}
    functions = [
        each
        for each in gc.get_objects()
        if isinstance(each, FunctionType)
        and each.__code__.co_filename == path
        and (each.__code__.co_qualname, each.__code__.co_firstlineno) in put
    ]
    assert functions, f"{mutant.name} is not loaded from {path}"
    for function in functions:
        function.__code__ = put[function.__code__.co_qualname, function.__code__.co_firstlineno]


def _inside(code):
    """The functions that stand inside one, with their free variables as they were."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inside(constant)


def _codes(code, name):
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                yield constant
            yield from _codes(constant, name)


def _put_in_constant(mutant, module):
    """A module's constant: wherever it was imported to, and where it is a default."""
    [value] = [
        each.value
        for each in mutant.tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == mutant.name
    ]
    old = getattr(module, mutant.name)
    new = eval(compile(ast.Expression(value), mutant.path, "eval"), vars(module))  # noqa: S307 - our own file
    for each in list(sys.modules.values()):
        if getattr(each, "__dict__", {}).get(mutant.name) is old:
            setattr(each, mutant.name, new)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and (each.__module__ or "").partition(".")[0] in (
            "programmes",
            "embassy",
        ):
            if any(default is old for default in each.__defaults__ or ()):
                each.__defaults__ = tuple(new if one is old else one for one in each.__defaults__)
            for name, default in (each.__kwdefaults__ or {}).items():
                if default is old:
                    each.__kwdefaults__[name] = new
