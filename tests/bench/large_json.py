"""The figures of a large register on the database of DATABASE_URL, one JSON object a line."""

import json
from dataclasses import asdict
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "tests.bench.urls", ["localhost"]
    call_command("migrate", verbosity=0)
    for figure in import_module("tests.bench.large").figures():
        print(json.dumps(asdict(figure)), flush=True)
