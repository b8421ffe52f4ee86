"""`manage.py load_content`: bring the reference data and the real partnerships up to the files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from embassy.commands import EnglishCommand
from programmes.content.files import ContentErrors
from programmes.content.load import Outcome, load_content


class Command(EnglishCommand):
    help = (
        "Load reference data and the real partnerships from readable files. What only this command has written "
        "is brought up to the files; what people changed or deleted is left and listed. Never loads a status."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="another folder than fixtures/",
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(
                f"{folder} is not a folder. Name the folder that holds the content files.", returncode=2
            )
        try:
            outcome = load_content(folder)
        except ContentErrors as errors:
            count = len(errors.problems)
            head = f"Nothing was written. {count} problem{'' if count == 1 else 's'} in the content:"
            raise CommandError("\n  ".join([head, *errors.problems]), returncode=1) from errors
        self._print(outcome)

    def _print(self, outcome: Outcome) -> None:
        for sentence, counts in (("new", outcome.new), ("updated", outcome.updated)):
            for model, count in sorted(
                counts.items(), key=lambda item: str(item[0]._meta.verbose_name_plural)
            ):
                if count:
                    self.stdout.write(f"  {model._meta.verbose_name_plural}: {count} {sentence}")
        written = outcome.new.total() + outcome.updated.total()
        if written:
            self.stdout.write(f"Content loaded: {written} rows written, {outcome.unchanged} as they were.")
        else:
            self.stdout.write(
                f"Content is up to date: nothing to write, {outcome.unchanged} rows as they were."
            )
        self._list("Left as people changed them", outcome.left_changed)
        self._list("Left deleted, as people deleted them", outcome.left_deleted)
        self._list(
            "Loaded earlier and no longer in the files; delete them if they should go", outcome.not_in_files
        )

    def _list(self, head: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{head} ({len(lines)}):")
            for line in lines:
                self.stdout.write(f"  {line}")
