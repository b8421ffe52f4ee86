"""Preview files with plans, or apply them. Exit status: 0 done, 1 rows in error, 2 refused, stale or wrong usage."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import CommandError, CommandParser

from embassy import clock
from embassy.commands import EnglishCommand
from embassy.models import User
from programmes.intake.gates import MAX_SIZE
from programmes.intake.refusal import Refused
from programmes.models import Import
from programmes.transfer import files, imports, messages
from programmes.transfer.job import Forbidden, Job


class Command(EnglishCommand):
    help = "Preview what a file would change in a plan, or apply it with --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="XLSX, CSV or JSON; several make one import"
        )
        parser.add_argument(
            "--apply", action="store_true", help="write it (without: only show what would change)"
        )
        parser.add_argument(
            "--programme", default="", metavar="REF", help="the programme that the file is for"
        )
        parser.add_argument(
            "--by", default="", metavar="USER", help="whose rights count, and who is on record"
        )
        parser.add_argument(
            "--withdraw-missing", action="store_true", help="withdraw commitments not in the file"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job, applied = self._do(options)
        except (Refused, Forbidden, imports.Stale) as refusal:
            self._refuse(str(refusal), options)
        shown = job.preview.data()
        if options["json"]:
            outcome = {
                "verdict": messages.verdict(shown["counts"]),
                "applied": applied is not None,
                "refused": "",
            }
            self.stdout.write(json.dumps({**outcome, **shown}, ensure_ascii=False))
        else:
            lines = messages.as_text(shown, "en")
            verdict = next(lines)
            self.stdout.write(messages.outcome(shown["counts"]) if applied else verdict)
            for line in lines:
                self.stdout.write(line)
        if job.preview.error_count:
            sys.exit(1)

    def _do(self, options: dict[str, Any]) -> tuple[Job, Import | None]:
        """(Job, the Import when something was written)."""
        by, at = _person(options["by"]), clock.now()
        sources = [files.guard(Path(name).name, _content(name)) for name in options["files"]]
        asked = {"reference": options["programme"], "withdraw_missing": options["withdraw_missing"]}
        if options["apply"]:
            return imports.apply_at_once(sources, by=by, at=at, **asked)
        return imports.examine(sources, by=by, at=at, **asked), None

    def _refuse(self, sentence: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"applied": False, "refused": sentence}, ensure_ascii=False))
        raise CommandError(sentence, returncode=2)


def _person(username: str) -> User | None:
    if not username:
        return None
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no user {username}.", returncode=2)
    return person


def _content(name: str) -> bytes:
    """The bytes of a file; of one that is too large anyway, no more than shows it."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_SIZE + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=2) from error
