"""A stored preview in words, for pages, files and the terminal: the verdict, each error with its remedy."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.transfer import sheets
from programmes.transfer.widgets import LANGUAGES

FLAT = sheets.Flat


def _fields(code: str) -> dict[str, Any]:
    return FLAT.fields if code == "commitments" else sheets.BY_CODE[code].fields


def sheet_name(code: str, language: str) -> str:
    sheet = sheets.BY_CODE.get(code)
    return {"da": sheet.da, "en": sheet.en}[language] if sheet else ""


def column_name(code: str, column: str, language: str) -> str:
    """The header of a column, in one of our languages."""
    field = _fields(code).get(column) if code else None
    return field.labels[language if language in LANGUAGES else "en"] if field else ""


def verdict(counts: dict[str, int]) -> str:
    """The headline: what applying would do, or why it cannot."""
    if counts["errors"]:
        return ngettext(
            "Cannot be applied: %(count)s error.", "Cannot be applied: %(count)s errors.", counts["errors"]
        ) % {"count": counts["errors"]}
    if not counts["added"] and not counts["changed"]:
        return _("Nothing to change: the file matches what is already here.")
    return (
        _("Nothing has changed yet. Applying will add %(added)s, change %(changed)s, leave %(unchanged)s.")
        % counts
    )


def outcome(counts: dict[str, int]) -> str:
    """The headline once it is applied."""
    return _("Added %(added)s, changed %(changed)s, left %(unchanged)s.") % counts


def missing(counts: dict[str, int], *, are_withdrawn: bool = False) -> str:
    """What becomes of rows that the file does not have."""
    if not counts["missing"]:
        return ""
    return ngettext(
        "%(count)s is missing from the file: it stays.",
        "%(count)s are missing from the file: they stay.",
        counts["missing"],
    ) % {"count": counts["missing"]}


def public_effect(shown: dict[str, Any]) -> str:
    """What readers would notice."""
    sentences = []
    if shown["counts"]["added"]:
        sentences.append(_("New items stay unpublished."))
    if shown["public"]:
        sentences.append(
            ngettext(
                "%(count)s change alters public pages.",
                "%(count)s changes alter public pages.",
                shown["public"],
            )
            % {"count": shown["public"]}
        )
    return " ".join(sentences)


def error_place(error: dict[str, Any], language: str, *, is_one_table: bool = False) -> str:
    """Where: “Row 14, Kind”, with the file and the sheet where there are several."""
    parts = [error["file"], "" if is_one_table else sheet_name(error["sheet"], language)]
    if error["row"]:
        parts.append(_("Row %(row)s") % {"row": error["row"]})
    parts.append(column_name(error["sheet"], error["column"], language))
    return ", ".join(part for part in parts if part)


def error_sentence(error: dict[str, Any], language: str) -> str:
    """What is wrong and what to do about it."""
    params = dict(error["params"])
    if "column" in params:
        params["column"] = column_name(error["sheet"], params["column"], language)
    return _(error["message"]) % params


NOTICES = {
    "extra_column": lambda n: _("The column “%(detail)s” is not recognised and will be ignored.") % n,
    "extra_sheet": lambda n: _("The sheet “%(detail)s” is not recognised and will be ignored.") % n,
    "cp1252": lambda n: _("“%(detail)s” was read as Windows-1252. Check that the letters are right.") % n,
    "mac_roman": lambda n: _("“%(detail)s” was read as Mac Roman. Check that the letters are right.") % n,
    "cp850": lambda n: _("“%(detail)s” was read as MS-DOS text. Check that the letters are right.") % n,
    "mixed_encodings": lambda n: (
        _("The letters in these rows are written in another way than the rest. Check them: %(detail)s.") % n
    ),
    "day_first": lambda n: (
        _("Days such as %(detail)s were read with the day first, like the other days in the file.") % n
    ),
    "month_first": lambda n: (
        _("Days such as %(detail)s were read with the month first, like the other days in the file.") % n
    ),
    "odd_letters": lambda n: (
        _("“%(name)s”: some letters look as if they were read wrongly. Check the rows %(detail)s.") % n
    ),
    "invisible": lambda n: _("“%(name)s”: invisible characters were left out in the rows %(detail)s.") % n,
    "perhaps_cut": lambda n: (
        _(
            "“%(name)s”: the text fills an Excel cell exactly, so its end may be missing. Check the rows %(detail)s."
        )
        % n
    ),
    "short_row": lambda n: (
        _(
            "Some rows have fewer cells than there are headers. What they lack stays as it is. Rows: %(detail)s."
        )
        % n
    ),
    "hidden_rows": lambda n: _("Rows that are hidden in the file change something: %(detail)s.") % n,
    "hidden_column": lambda n: (
        ngettext(
            "Column %(detail)s, “%(name)s”, is hidden in the file and changes something in %(count)s row.",
            "Column %(detail)s, “%(name)s”, is hidden in the file and changes something in %(count)s rows.",
            n["count"],
        )
        % n
    ),
    "hidden_sheet": lambda n: _("The sheet “%(detail)s” is hidden and was not read.") % n,
    "ignored": lambda n: (
        ngettext(
            "“%(name)s” is for information only: what the file says in %(count)s row is ignored.",
            "“%(name)s” is for information only: what the file says in %(count)s rows is ignored.",
            n["count"],
        )
        % n
    ),
    "unconfirmed": lambda n: (
        ngettext(
            "“%(name)s”: the file says public in %(count)s row. A person confirms that, on “Which statuses are "
            "public?”.",
            "“%(name)s”: the file says public in %(count)s rows. A person confirms that, on “Which statuses are "
            "public?”.",
            n["count"],
        )
        % n
    ),
    "begins_unpublished": lambda n: (
        ngettext(
            "“%(name)s”: %(count)s new row begins unpublished, whatever the file says.",
            "“%(name)s”: %(count)s new rows begin unpublished, whatever the file says.",
            n["count"],
        )
        % n
    ),
    "left_out": lambda n: (
        ngettext(
            "%(count)s withdrawn report is left out.", "%(count)s withdrawn reports are left out.", n["count"]
        )
        % n
    ),
}


def notice(row: Sequence[Any], language: str) -> str:
    """One notice as a sentence: `row` is (code, sheet, column, detail, count)."""
    code, sheet, column, detail, count = row
    name = column_name(sheet, column, language) or sheet_name(sheet, language)
    return NOTICES[code]({"name": name, "detail": detail, "count": count})


def as_text(shown: dict[str, Any], language: str) -> Iterator[str]:
    """The whole preview as lines of text, to be kept or sent on."""
    counts = shown["counts"]
    yield verdict(counts)
    for line in (missing(counts), public_effect(shown)):
        if line:
            yield line
    yield from ("", *(notice(row, language) for row in shown["notices"]))
    for error in shown["errors"]:
        place = error_place(error, language, is_one_table=shown["is_one_table"])
        yield f"! {place}: {error_sentence(error, language)}"
    for row in shown["added"]:
        yield f"+ {sheet_name(row['sheet'], language)} {row['key']}: {row['title']}"
    for row in shown["changed"]:
        for column, old, new in row["fields"]:
            name = column_name(row["sheet"], column, language)
            yield f"~ {sheet_name(row['sheet'], language)} {row['key']}, {name}: {old!r} → {new!r}"
    for row in shown["missing"]:
        mark = "x" if row["withdrawn"] else "?"
        yield f"{mark} {sheet_name(row['sheet'], language)} {row['key']}"
