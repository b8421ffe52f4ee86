"""The process in which a server has a large import done; nobody calls it by hand."""

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from programmes.transfer import subprocess_import


class Command(BaseCommand):
    help = "Started by the server for a large import: reads one task, and says how far it is."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        os.nice(subprocess_import.POLITE)
        for answer in subprocess_import.work(sys.stdin.buffer):
            self.stdout.write(json.dumps(answer))
            self.stdout.flush()
