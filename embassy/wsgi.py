"""The WSGI entry for gunicorn: Django, behind the pages that are kept ready."""

import gc
import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from embassy.page_cache.application import Application, PageCache

# A collection after this many new objects; Python's own 700 is for programs that begin small.
GC_THRESHOLDS = (20_000, 50, 100)
# Seconds after which a thread that works gives way to one that waits: an import to the reader of a page.
SWITCH_INTERVAL = 0.0005


def freeze_startup_objects() -> None:
    """Set what start-up has made aside for good: a full collection of it takes 100 ms, in the midst of a request."""
    _ = get_resolver().url_patterns  # imports every view
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    sys.setswitchinterval(SWITCH_INTERVAL)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
application: Application = get_wsgi_application()
if settings.PAGE_CACHE["size"]:
    application = PageCache(application, **settings.PAGE_CACHE)
freeze_startup_objects()
