"""The product's own settings, in a place of their own: nothing a test does is seen outside its run.

DEBUG is off, as for the public: cookies, headers and static files are those of production. Only the redirect to
https is off, since the tests' servers speak plain http on this machine.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "0"
os.environ["SECURE_SSL_REDIRECT"] = "0"
os.environ.setdefault("SECRET_KEY", "only-the-tests-know-this-and-it-guards-nothing")
# Another process would not see what a test has not committed.
os.environ.setdefault("LONG_WORK", "here")
# Eight people write at once in some tests, and the test itself looks on.
os.environ.setdefault("DATABASE_POOL", "12")
# The workers of one run share a folder with the process that started them.
if "TEST_RUN_DIR" not in os.environ:
    os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="embassy-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_RUN_DIR"], ignore_errors=True)
# Processes that a test starts share the stamp with it, as they share the database; other workers have their own.
os.environ["PAGE_STAMP"] = (
    f"{os.environ['TEST_RUN_DIR']}/pages-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
)

from embassy import catalogues

# Before anything speaks Danish: what was translated without the compiled catalogue stays English.
catalogues.compile_all()

from embassy.settings import *  # noqa: E402, F403
from embassy.settings import CACHES, DATABASES, STORAGES  # noqa: E402

RUN_DIR = Path(os.environ["TEST_RUN_DIR"])

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: a live server's threads and two writers at once each need a connection of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(RUN_DIR / "test.sqlite3")}
    # It need not outlive a power cut, so nothing waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

STATIC_ROOT = RUN_DIR / "static"
# Names with fingerprints, as in production; only the compressing is spared.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
MEDIA_ROOT = RUN_DIR / "media"
MAIL_FOLDER = RUN_DIR / "mail"
# Django's test runner puts mails into a list. Here that is delivery.
MAIL_DELIVERED_BY = ["django.core.mail.backends.locmem.EmailBackend"]
DEFAULT_FROM_EMAIL = "noreply@um.dk"

# Made to be fast, not safe: tests sign people in by the hundred.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES_OF_THE_PRODUCT = CACHES
# Emptied between tests by tests/conftest.py: no test is throttled for what another one tried.
if not os.environ.get("TESTS_SHARE_THE_CACHE"):  # a server of several processes keeps the product's own
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
