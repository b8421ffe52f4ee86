"""`manage.py read_agreement FILE [--json] [--explain]`: the outline of a signed text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from embassy.commands import EnglishCommand
from programmes.agreements import child_reader
from programmes.intake import child, gates
from programmes.intake.refusal import Refused

FORMATS = frozenset({"pdf", "docx", "txt"})
# What `--json` says beside a question's code and parameters: English, and a contract with those who read the file.
QUESTIONS = {
    "sdg_name": "“{number} ({name})”: the name is that of goal {meant}. Which goal is meant?",
    "biannual": "“Bi-annual” may mean twice a year or every second year. Which is meant?",
    "two_undertakings": "Two undertakings may stand in one item. Split it?",
    "rhythm_in_title": "The track's title names a rhythm. Does it hold for this item?",
    "track_kind": "“{title}” tells no kind of track. Which is it?",
    "same_commitment": "Nearly the same stands in paragraph {other}. Is it one commitment?",
    "same_body": "“{name}” is called {names}. Which is right?",
    "basis_ends": "“{title}” ends in {year}, before the programme does.",
    "numbering": "The numbering goes from {before} to {after}. Is something missing?",
    "struck_through": "“{words}” is struck through and is left out. Were the words agreed?",
    "empty_field": "A field was not filled in, and its prompt is left out. Are words missing?",
}
# Parameters that stand beside the code as well, as they did before a question had `parameters`.
BESIDE_CODE = frozenset({"number", "meant", "second", "other", "before", "after"})


class Command(EnglishCommand):
    help = "Print the outline of a signed text. Exit 0 with an outline, 1 when no structure was found, 2 when refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="PDF with a text layer, DOCX or TXT")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument(
            "--explain", action="store_true", help="every step of the reading, and its reason"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            data = Path(file).read_bytes()
            form = gates.check(data, Path(file).name, allowed=FORMATS)
            result = child.run(child_reader.TARGET, data, form=form, explain=options["explain"])
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        outline = result["outline"]
        if options["json"]:
            outline["x"]["questions"] = [_with_sentence(question) for question in outline["x"]["questions"]]
            answer = {**outline, "explain": result["explain"]} if options["explain"] else outline
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(outline)))
            for step in result.get("explain", ()):
                self.stdout.write(_step(step))
        if not result["count"]:
            raise CommandError("No commitments were found in this text.", returncode=1)


def _with_sentence(question: dict[str, Any]) -> dict[str, Any]:
    parameters = question["parameters"]
    names = " and ".join(parameters.get("acronyms", ()))
    return {
        "code": question["code"],
        "message": QUESTIONS[question["code"]].format(**parameters, names=names),
        "place": question["place"],
        **{name: value for name, value in parameters.items() if name in BESIDE_CODE},
        "parameters": parameters,
    }


def _lines(outline: dict[str, Any]) -> Iterator[str]:
    """The outline as indented text."""
    yield outline["title"] or "(no title)"
    for area in outline["areas"]:
        yield f"  {area.get('number') or ''} {area['title'] or '(no area)'}".rstrip()
        for track in area["tracks"]:
            yield f"    {track['title'] or '(no track)'}"
            for commitment in track["commitments"]:
                yield f"      - {commitment['text']}"


def _step(step: dict[str, Any]) -> str:
    """“[part] item 0.95: begins with the verb “hold”: Hold an annual …”."""
    subject = step.get("role") or step.get("finding") or ""
    confidence = f" {step['confidence']:.2f}" if "confidence" in step else ""
    return f"[{step['step']}] {subject}{confidence}: {step['reason']}: {step['text'][:100]}"
