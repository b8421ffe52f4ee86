"""`manage.py read_agreement FILE [--json] [--explain]`: the outline of a signed text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from programmes.intake import child, gates
from programmes.intake.refusal import Refused

FORMATS = frozenset({"pdf", "docx", "txt"})
READER = "programmes.agreements.reader.read:read_bytes"


class Command(BaseCommand):
    help = "Print the outline of a signed text. Exit 0 with an outline, 1 when no structure was found, 2 when refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="PDF with a text layer, DOCX or TXT")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument(
            "--explain", action="store_true", help="every step of the reading, and its reason"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        with translation.override("en"):
            try:
                data = Path(file).read_bytes()
                form = gates.check(data, Path(file).name, allowed=FORMATS)
                read = child.run(READER, data, form=form, explain=options["explain"])
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
            except Refused as refusal:
                raise CommandError(str(refusal), returncode=2) from refusal
        outline = read["outline"]
        if options["json"]:
            told = {**outline, "explain": read["explain"]} if options["explain"] else outline
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(outline)))
            for step in read.get("explain", ()):
                self.stdout.write(_step(step))
        if not read["count"]:
            raise CommandError("No commitments were found in this text.", returncode=1)


def _lines(outline: dict[str, Any]) -> Iterator[str]:
    yield outline["title"] or "(no title)"
    for area in outline["areas"]:
        yield f"  {area.get('number') or ''} {area['title'] or '(no area)'}".rstrip()
        for track in area["tracks"]:
            yield f"    {track['title'] or '(no track)'}"
            for commitment in track["commitments"]:
                yield f"      - {commitment['text']}"


def _step(step: dict[str, Any]) -> str:
    """“[part] item 0.95: begins with the verb “hold”: Hold an annual …”."""
    what = step.get("role") or step.get("finding") or ""
    sure = f" {step['confidence']:.2f}" if "confidence" in step else ""
    return f"[{step['step']}] {what}{sure}: {step['reason']}: {step['text'][:100]}"
