"""The process that does long work: a standing worker, or one that a server starts for what is queued (`--batch`)."""

import os
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from embassy.long_work import workers


class Command(BaseCommand):
    help = "Do the work that takes longer than a request: PDFs, large imports. Ends with Ctrl-C or SIGTERM."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        lanes = list(settings.LONG_WORK_LANES)
        parser.add_argument("--lane", action="append", choices=lanes, help="only this; may be given again")
        parser.add_argument("--batch", action="store_true", help="do what is queued, and end")
        parser.add_argument(
            "--place", type=int, help="an open file whose lock is our place (servers give it)"
        )

    def handle(self, *, lane: list[str] | None, batch: bool, place: int | None, **options: Any) -> None:
        lanes = lane or list(settings.LONG_WORK_LANES)
        os.nice(workers.NICE)
        with workers.standing_in(lanes) if place is None else nullcontext(enter_result=True) as has_place:
            if not has_place:
                raise CommandError(
                    f"As many processes as may be are at work in {' or '.join(lanes)} already."
                )
            call_command(
                "db_worker",
                queue_name=",".join(lanes),
                batch=batch,
                startup_delay=False,
                reload=False,
                verbosity=0 if batch else options["verbosity"],
            )
