"""Message catalogues: what the interface says in Danish.

    python -m embassy.catalogues compile    make every .mo that is older than its .po; needs no gettext
    python -m embassy.catalogues extract    take the strings of code and templates into the .po files
    python -m embassy.catalogues check      fail when a string has no good translation, or a translation no string

English is what the code is written in, so it has no catalogue: Django falls back to the string itself, and never
from English to another language. The compiled files are made where they are needed and are not kept.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.core.management import CommandError, call_command
from django.core.management.commands import makemessages

BASE_DIR = Path(__file__).resolve().parent.parent
ROOMS_WITH_STRINGS = ("embassy", "programmes", "templates")
TRANSLATED = ("da",)
HEADER = (
    "Project-Id-Version",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)


class Extraction(makemessages.Command):
    """Django's makemessages, without guesses: a new string is untranslated, never a lookalike's translation."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    # The names that our modules import gettext and gettext_noop under, beside those that Django knows.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=now_in_words", "--keyword=said"]


def catalogue_path(language: str, base: Path = BASE_DIR) -> Path:
    return base / "locale" / language / "LC_MESSAGES" / "django.po"


def compile_all(base: Path = BASE_DIR) -> list[Path]:
    """Compile every catalogue that has changed since it was last compiled; returns those it made."""
    made = []
    for source in sorted(base.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Written aside and moved, so that a running server never reads half a file.
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
            part.write(polib.pofile(source).to_binary())
        Path(part.name).chmod(0o644)
        Path(part.name).replace(target)
        made.append(target)
    return made


def merged(language: str, base: Path = BASE_DIR) -> polib.POFile:
    """The catalogue as it would be with today's strings, read in a copy so that nothing here is touched."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for room in (*ROOMS_WITH_STRINGS, "locale"):
            if (base / room).is_dir():
                shutil.copytree(
                    base / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
                )
        with contextlib.chdir(copy):
            call_command(Extraction(), locale=[language], verbosity=0)
        return polib.pofile(catalogue_path(language, copy))


def extract(base: Path = BASE_DIR) -> None:
    """Bring the catalogues up to date with the strings of code and templates; keeps every translation in use."""
    for language in TRANSLATED:
        catalogue = merged(language, base)
        # Dates and line numbers would change with every edit and hide what a change is about.
        catalogue.metadata = {name: catalogue.metadata[name] for name in HEADER}
        catalogue[:] = [entry for entry in catalogue if not entry.obsolete]
        for entry in catalogue:
            entry.occurrences = sorted({(file, "") for file, _line in entry.occurrences})
        catalogue.save(str(catalogue_path(language, base)))


def faults(language: str, base: Path = BASE_DIR) -> Iterator[str]:
    """One line for each string that has no good translation, and each translation that no string asks for."""
    for entry in merged(language, base):
        where = ", ".join(f"{file}:{line}" for file, line in entry.occurrences) or "locale"
        if entry.obsolete:
            yield f"{where}: {language}: no string asks for {entry.msgid!r} any more"
        elif entry.fuzzy:
            yield f"{where}: {language}: doubtful (fuzzy): {entry.msgid!r}"
        elif not entry.translated():
            yield f"{where}: {language}: not translated: {entry.msgid!r}"


def badly_formed(language: str, base: Path = BASE_DIR) -> list[str]:
    """What gettext says about placeholders that a translation lost or made up."""
    command = ["msgfmt", "--check", "--output-file=/dev/null", str(catalogue_path(language, base))]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    return result.stderr.strip().splitlines() if result.returncode else []


def check(base: Path = BASE_DIR) -> list[str]:
    """Every fault of every catalogue, as lines to print."""
    return [
        line for language in TRANSLATED for line in (*faults(language, base), *badly_formed(language, base))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Message catalogues")
    parser.add_argument("task", choices=["compile", "extract", "check"])
    task = parser.parse_args().task
    try:
        if task == "compile":
            compile_all()
        elif task == "extract":
            extract()
        else:
            _report(check())
    except CommandError as error:  # gettext is not installed
        sys.exit(f"{error} (Debian: apt install gettext)")


def _report(lines: list[str]) -> None:
    for line in lines:
        print(line)
    if lines:
        sys.exit(f"{len(lines)} faults in the message catalogues; see “make messages”.")


if __name__ == "__main__":
    main()
