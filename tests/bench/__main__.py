"""Gives the run a folder and a database of its own before Django looks for one."""

import os
import shutil
import sys
import tempfile
from importlib import import_module

folder = tempfile.mkdtemp(prefix="embassy-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
os.environ["TEST_RUN_DIR"] = folder
try:
    import_module("tests.bench.run").main(sys.argv[1:])
finally:
    shutil.rmtree(folder, ignore_errors=True)
