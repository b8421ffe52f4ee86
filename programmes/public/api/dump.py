"""Everything public as one ZIP of CSV: the same bytes until something changes."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from embassy import clock
from embassy.context import site_of
from programmes.public.downloads.dump import Table, dictionary, tables
from programmes.transfer.formats.tables import table

DEMONSTRATION = """Demonstrationsdata. Ikke en udtalelse fra nogen regering.
Demonstration data. Not a statement by any government."""
ABOUT = """Strategiske partnerskaber: alle offentlige data. Strategic partnerships: all public data.

{demonstration}Kilde / Source: {site}
Licens / Licence: {licence} {licence_url}

En tabel pr. fil; data-dictionary.csv siger, hvad hver kolonne betyder. Numrene er vores, ikke aftalernes.
"not_reported" betyder, at der ikke er offentliggjort nogen rapport, ikke at der intet er sket; "withheld", at status
ikke gøres offentlig. Filerne er UTF-8 med komma. En tekst, som et regneark ville køre som formel, har fået en apostrof
foran.

One table a file; data-dictionary.csv says what each column means. Numbers are ours, not the agreements'.
"not_reported" means that no report has been published, not that nothing has happened; "withheld" that the status is
not made public. The files are UTF-8 with commas. A text that a spreadsheet would run as a formula has an apostrophe in
front.
"""
HEADERS = ("table", "column", "kind", "codes", "meaning_en", "meaning_da")

Filled: TypeAlias = list[tuple[Table, list[list[Any]]]]  # tables with their values


def dump(request: HttpRequest) -> HttpResponse:
    """The tables, their dictionary, and what they are."""
    public = tables(at=clock.now())
    filled = [(each, each.values()) for each in public]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _put(archive, "README.txt", _about(site_of(request), filled).encode())
        _put(archive, "data-dictionary.csv", _csv(HEADERS, dictionary(public)))
        for each, rows in filled:
            _put(archive, f"{each.name}.csv", _csv(each.headers, rows))
    response = HttpResponse(content.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="strategic-partnerships.zip"'
    response["Link"] = f'<{settings.DATA_LICENCE_URL}>; rel="license"'
    return response


def _about(site: str, filled: Filled) -> str:
    is_demonstration = any(
        row[each.headers.index("is_demo")] == "true"
        for each, rows in filled
        if "is_demo" in each.headers
        for row in rows
    )
    return ABOUT.format(
        demonstration=f"{DEMONSTRATION}\n\n" if is_demonstration else "",
        site=site,
        licence=settings.DATA_LICENCE,
        licence_url=settings.DATA_LICENCE_URL,
    )


def _csv(headers: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    return b"".join(table(headers, rows, "en"))


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A member of the zip that says nothing of when it was made."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
