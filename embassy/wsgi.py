"""The WSGI entry for gunicorn: Django, behind the pages that are kept ready."""

import gc
import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from embassy.page_cache.application import PageCache

# A collection after this many new objects; Python's own 700 is for programs that begin small.
YOUNG, MIDDLE, OLD = 20_000, 50, 100
# Seconds after which a thread that works gives way to one that waits: an import to the reader of a page.
TURN = 0.0005


def settle():
    """Set what start-up has made aside for good: a full collection of it takes 100 ms, in the midst of a request."""
    _ = get_resolver().url_patterns  # imports every view
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    sys.setswitchinterval(TURN)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
application = get_wsgi_application()
if settings.PAGE_CACHE["size"]:
    application = PageCache(application, **settings.PAGE_CACHE)
settle()
