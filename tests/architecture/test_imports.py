"""Imports stand at the top, where a circle shows; import-linter's contracts in pyproject.toml hold the rooms apart."""

import ast

from tests.architecture.source import functions, modules

# (module, function): why its import has to wait.
MUST_WAIT = {
    (
        "embassy/apps.py",
        "EmbassyConfig.ready",
    ): "models are not loaded yet when Django reads the app's configuration",
    ("programmes/apps.py", "ProgrammesConfig.ready"): "as in embassy",
    (
        "programmes/agreements/reader/read.py",
        "source_of",
    ): "a child process reads one file, and need not load the libraries of the other formats",
    (
        "programmes/public/downloads/programme_pdf.py",
        "make_pdf",
    ): "PDFs need a large library, and one of the system; the process that makes one loads them, servers do not",
}


def imports_inside_functions():
    return {
        (path.as_posix(), name)
        for path, tree in modules()
        for name, function in functions(tree)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    }


def test_no_import_hides_in_a_function():
    assert imports_inside_functions() - MUST_WAIT.keys() == set()
