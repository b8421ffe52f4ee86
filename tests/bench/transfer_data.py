"""Plans in files, of any size, for importing."""

import csv
import io

from programmes.models import Organisation, Programme, Sector
from tests import factories

HEADERS = [
    "Reference", "Area", "Area title", "Track", "Track title", "Kind of track", "Number", "Kind",
    "Plain title (English)", "Plain title (Danish)", "Official wording", "Language of the wording",
    "Provenance of the wording", "Recurrence", "Deadline", "Sectors", "SDGs", "Danish organisations",
    "Partner organisations", "Status is",
]  # fmt: skip
WORDING = (
    "Biennial Joint Committee Meetings (JCM), part {}, between the Korean Ministry of Science and ICT (MSIT) and the "
    "Danish Ministry for Higher Education and Science (MHES)."
)


def empty_programme(starts_on):
    """A programme in preparation, to import into."""
    return factories.programme(
        "KR",
        starts_on=str(starts_on),
        ends_on=str(starts_on + 3),
        is_published=False,
        signed_on=None,
        announced_on="2026",
    )


def rows_of(reference, size):
    """Lists of cells, headers first: every commitment with four organisations and four links."""
    sectors = list(Sector.objects.order_by("slug").values_list("slug", flat=True))
    organisations = list(Organisation.objects.order_by("slug").values_list("slug", flat=True))[:24]
    yield HEADERS
    for place in range(size):
        number = f"{place // 810_000 + 1}.{place // 900 % 900 + 1}.{place % 900 + 1}"
        yield [
            f"{reference}-{number}", 1, "SUSTAINABILITY", 1, "Government-to-Government Cooperation", "government",
            number,
            "recurring", f"Annual ministerial meetings, part {place}", f"Årlige ministermøder, del {place}",
            WORDING.format(place), "en", "signed", "annual", "2030-04-18",
            f"{sectors[place % len(sectors)]}; {sectors[(place + 3) % len(sectors)]}",
            f"{place % 17 + 1}; {(place + 5) % 17 + 1}",
            f"{organisations[place % 8]}; {organisations[8 + place % 4]}",
            f"{organisations[12 + place % 8]}; {organisations[20 + place % 4]}", "public",
        ]  # fmt: skip


def csv_of(reference, size):
    page = io.StringIO()
    csv.writer(page).writerows(rows_of(reference, size))
    return page.getvalue().encode()


def plain_rows(reference, size):
    """The same for the plain resource: (headers, rows)."""
    programme = Programme.objects.get(reference=reference)
    area = programme.areas.get()
    track = area.tracks.get()
    source = rows_of(reference, size)
    next(source)
    rows = [
        [reference, area.pk, track.pk, *row[6:10], *row[13:15], place, row[19], *row[15:17]]
        for place, row in enumerate(source)
    ]
    headers = [
        "Programme", "Area", "Track", "Number", "Kind", "Plain title (English)", "Plain title (Danish)", "Recurrence",
        "Deadline", "Order", "Status is", "Sectors", "SDGs",
    ]  # fmt: skip
    return headers, rows
