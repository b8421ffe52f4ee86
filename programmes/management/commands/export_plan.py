"""Write a programme out, whole or as a flat list. Exit status: 0 done, 2 no such programme or no writable file."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from embassy.commands import EnglishCommand
from programmes.models import Programme
from programmes.transfer.export import FORMATS, Export, export_programme


class Command(EnglishCommand):
    help = "Write a programme as flat XLSX or CSV, as a workbook, or as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="the programme, as in KR-2021")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="the file to write (without: standard output)"
        )
        parser.add_argument("--lang", choices=["da", "en"], default="en")

    def handle(
        self, *args: Any, reference: str, format: str, output: str | None, lang: str, **options: Any
    ) -> None:
        programme = (
            Programme.objects.filter(reference=reference).select_related("partnership__country").first()
        )
        if programme is None:
            raise CommandError(f"There is no programme {reference}.", returncode=2)
        export = export_programme(programme, format=format, language=lang)
        if output:
            self._write(export, Path(output))
        else:
            for chunk in export.chunks:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()

    def _write(self, export: Export, path: Path) -> None:
        """Written aside and moved, so that a file is never half there."""
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") as file:
                file.writelines(export.chunks)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from error
        self.stderr.write(f"{path}: {path.stat().st_size} bytes")
