"""Programmes of any size, as full as the Korea plan is."""

import io

from django.core.management import call_command

from embassy import clock
from programmes.actions import current
from programmes.models import SDG, Commitment, Organisation, Responsibility, Sector, StatusReport, Wording
from tests import factories

AREAS, TRACKS = 4, 4
STATUSES = ("under_way", "fulfilled", "not_started", "not_pursued")


def content():
    """The real content, for its organisations, sectors and goals."""
    call_command("load_content", stdout=io.StringIO())


def programme_of(size, *, starts_on):
    """A published programme under the partnership with Korea with `size` commitments, a third of them reported."""
    programme = factories.programme("KR", starts_on=str(starts_on), ends_on=str(starts_on + 3))
    tracks = []
    for number in range(1, AREAS + 1):
        area = factories.area(programme, number, title_en=f"Area {number}")
        tracks += [(area, factories.track(area, position)) for position in range(1, TRACKS + 1)]
    rows = [
        Commitment(
            programme=programme,
            area=tracks[place % len(tracks)][0],
            track=tracks[place % len(tracks)][1],
            number=f"{place % AREAS + 1}.{place // AREAS + 1}",
            position=place,
            kind=Commitment.Kind.values[place % len(Commitment.Kind.values)],
            plain_title_da=f"Samarbejde mellem myndigheder om grøn omstilling, del {place}",
            plain_title_en=f"Cooperation between authorities on the green transition, part {place}",
            is_published=True,
            status_visibility=Commitment.Visibility.PUBLIC,
        )
        for place in range(size)
    ]
    made = Commitment.objects.bulk_create(rows)
    _fill(made)
    current.refresh(made, at=clock.now())
    return programme


def _fill(commitments):
    sectors, goals = list(Sector.objects.all()), list(SDG.objects.all())
    danish = list(Organisation.objects.filter(country__iso2="DK"))
    korean = list(Organisation.objects.filter(country__iso2="KR"))
    reporter = factories.user()
    for place, commitment in enumerate(commitments):
        commitment.sectors.add(sectors[place % len(sectors)])
        commitment.sdgs.add(goals[place % len(goals)])
        Wording.objects.create(
            commitment=commitment, text=f"The sides will cooperate, part {place}. " * 4, language="en",
            provenance=Wording.Provenance.SIGNED,
        )  # fmt: skip
        for organisation, side in (
            (danish[place % len(danish)], "danish"),
            (korean[place % len(korean)], "partner"),
        ):
            Responsibility.objects.create(commitment=commitment, organisation=organisation, side=side)
        if place % 3 == 0:
            factories.report(
                commitment, by=reporter, status=STATUSES[place % len(STATUSES)],
                state=StatusReport.State.CLEARED, refresh=False,
            )  # fmt: skip
