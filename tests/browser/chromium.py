"""Which browser drives the browser tests, and how one is had where there is none.

python -m tests.browser.chromium    say where it is, after installing one if need be
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: CI runs as root. The rest keeps a test's browser from calling home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NONE_FOUND = (
    "No browser for the browser tests: install Chromium (Debian: apt install chromium; elsewhere: "
    ".venv/bin/playwright install chromium), name one in CHROMIUM, or leave them out with BROWSER=0."
)


def find():
    """The path of a Chromium: the one that CHROMIUM names, the machine's, or Playwright's own; else None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def _playwrights_own():
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _by_apt():
    """Debian's chromium, where this user may install it without being asked for a password."""
    if not shutil.which("apt-get"):
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not shutil.which("sudo"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"])
    return all(_succeeds([*as_root, "apt-get", *step], environment) for step in steps)


def _by_playwright():
    return _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], os.environ)


def _succeeds(command, environment):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, check=False, env=environment, **quiet).returncode == 0  # noqa: S603


def find_or_install():
    """Like `find`, but installs one where there is none and that is allowed."""
    if os.environ.get("CHROMIUM"):
        return find()
    return find() or (_by_apt() and find()) or (_by_playwright() and find()) or None


if __name__ == "__main__":
    sys.exit(None if find_or_install() else NONE_FOUND)
