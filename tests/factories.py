"""Plain functions that make plausible rows; a test states only what matters to it.

The fixed cast for questions of access is `cast()`; the smallest published plan is `plan()`.
"""

import datetime as dt
import itertools
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.utils.text import slugify

from embassy import clock
from embassy.models import Country, Grant, Membership, Mission, SectorTeam, User
from programmes.actions import current
from programmes.models import (
    SDG,
    Commitment,
    Document,
    Organisation,
    Partnership,
    Passage,
    PriorityArea,
    Programme,
    PublishingPeriod,
    Responsibility,
    Sector,
    StatusReport,
    Track,
    Wording,
)

_count = itertools.count(1)
PASSWORD = "correct horse battery"
COUNTRIES = {
    "KR": ("KOR", "south-korea", "Sydkorea", "South Korea", "seoul", "Seoul", "Asia/Seoul"),
    "DK": ("DNK", "denmark", "Danmark", "Denmark", "copenhagen", "Copenhagen", "Europe/Copenhagen"),
    "CN": ("CHN", "china", "Kina", "China", "beijing", "Beijing", "Asia/Shanghai"),
    "VN": ("VNM", "vietnam", "Vietnam", "Vietnam", "hanoi", "Hanoi", "Asia/Ho_Chi_Minh"),
}


def country(iso2="KR", **values):
    iso3, slug, name_da, name_en, *_rest = COUNTRIES[iso2]
    defaults = {"iso3": iso3, "slug": slug, "name_da": name_da, "name_en": name_en, **values}
    return Country.objects.get_or_create(iso2=iso2, defaults=defaults)[0]


def mission(iso2="KR", **values):
    slug, city, zone = COUNTRIES[iso2][4:]
    defaults = {"country": country(iso2), "city_da": city, "city_en": city, "time_zone": zone}
    defaults |= {"needs_clearance": False, **values}
    return Mission.objects.get_or_create(slug=slug, defaults=defaults)[0]


def team(at=None, slug="energy", **values):
    at = at or mission()
    values = {"name_da": "Energi", "name_en": slug.capitalize(), "needs_clearance": False, **values}
    return SectorTeam.objects.get_or_create(mission=at, slug=slug, defaults=values)[0]


def user(username=None, *, is_staff=True, **values):
    person = User(username=username or f"person{next(_count)}", is_staff=is_staff, **values)
    person.set_password(PASSWORD)
    person.save()
    return person


def membership(person, role, *, of=None, at=None, from_on=dt.date(2020, 1, 1), until_on=None):
    """A place in a team (`of`) for members and leads, at a mission (`at`) for administrators."""
    return Membership.objects.create(
        user=person, role=role, team=of, mission=at, from_on=from_on, until_on=until_on
    )


def member(of=None, username=None, role="member", **values):
    person = user(username, **values)
    membership(person, role, of=of or team())
    return person


def lead(of=None, username=None, **values):
    return member(of, username, role="lead", **values)


def administrator(at=None, username=None, **values):
    person = user(username, **values)
    membership(person, "administrator", at=at or mission())
    return person


def headquarters(username=None, **values):
    """At headquarters, with a grant: who keeps the shared lists need not be there, but mostly is."""
    person = user(username, **values)
    membership(person, "headquarters")
    grant(person)
    return person


def grant(person, kind="keep_shared_lists", *, from_on=dt.date(2020, 1, 1), until_on=None):
    return Grant.objects.create(user=person, kind=kind, from_on=from_on, until_on=until_on)


def superuser(username=None, **values):
    return user(username, is_superuser=True, **values)


def cast(owning_team=None):
    """Everyone of the access table: by role, for commitments that `owning_team` (Seoul, energy) owns."""
    owning = owning_team or team()
    beijing = mission("CN")
    return SimpleNamespace(
        anonymous=AnonymousUser(),
        unattached=user("unattached"),
        elsewhere=member(team(beijing, "water"), "elsewhere"),
        colleague=member(team(owning.mission, "health"), "colleague"),
        member=member(owning, "member"),
        lead=lead(owning, "lead"),
        administrator=administrator(owning.mission, "administrator"),
        other_administrator=administrator(beijing, "other_administrator"),
        headquarters=headquarters("headquarters"),
        superuser=superuser("superuser"),
    )


PUBLISHED = {
    Partnership: "partnership_published",
    Programme: "programme_published",
    Commitment: "commitment_published",
    Document: "document_public",
}


def published_always(row):
    """What is made published here, past every change set, was so from the beginning of the register."""
    if row.is_public if hasattr(row, "is_public") else row.is_published:
        period = PublishingPeriod(state=PUBLISHED[type(row)], object_id=row.pk)
        PublishingPeriod.objects.bulk_create([period], ignore_conflicts=True)
    return row


def partnership(iso2="KR", *, is_published=True, **values):
    return published_always(
        Partnership.objects.get_or_create(
            country=country(iso2), defaults={"is_published": is_published, **values}
        )[0]
    )


def programme(iso2="KR", *, starts_on="2021", ends_on="2024", is_published=True, **values):
    values = {
        "reference": f"{iso2}-{starts_on or 'UNDATED'}".upper(),
        "slug": f"{starts_on}-{ends_on}",
        "kind": Programme.Kind.JOINT_ACTION_PLAN,
        "title_da": f"Fælles handlingsplan {starts_on}-{ends_on}",
        "title_en": f"Joint Action Plan {starts_on}-{ends_on}",
        "signed_on": starts_on,
        "is_complete": True,
        **values,
    }
    row = Programme.objects.create(
        partnership=partnership(iso2),
        starts_on=starts_on,
        ends_on=ends_on,
        is_published=is_published,
        **values,
    )
    row.missions.add(mission(iso2))
    return published_always(row)


def area(of, number=1, **values):
    values = {
        "title": f"{number}. SUSTAINABILITY",
        "title_da": "Bæredygtighed",
        "title_en": "Sustainability",
        **values,
    }
    return PriorityArea.objects.create(programme=of, number=number, **values)


def track(of, position=1, kind=Track.Kind.GOVERNMENT, **values):
    values = {"title": "Government-to-Government Cooperation", "title_da": "Mellem myndigheder", **values}
    return Track.objects.create(area=of, position=position, kind=kind, **values)


def commitment(
    of=None, *, wording="Annual ministerial meetings in the Green Growth Alliance.", refresh=True, **values
):
    of = of or programme()
    position = of.commitments.count() + 1
    values = {
        "number": str(position),
        "position": position,
        "kind": Commitment.Kind.CONTINUING,
        "plain_title_da": f"Årlige ministermøder {position}",
        "plain_title_en": f"Annual ministerial meetings {position}",
        "is_published": True,
        "status_visibility": Commitment.Visibility.PUBLIC,
        **values,
    }
    row = Commitment.objects.create(programme=of, **values)
    Wording.objects.create(commitment=row, text=wording, language="en", provenance=Wording.Provenance.SIGNED)
    if refresh:
        current.refresh([row], at=clock.now())
        row.refresh_from_db()
    return published_always(row)


def plan(commitments=3, *, owner_team=None, iso2="KR", **values):
    """A programme with one area, one track and some commitments that `owner_team` (Seoul, energy) owns."""
    row = programme(iso2, **values)
    one_area = area(row)
    one_track = track(one_area)
    owner_team = owner_team or team(mission(iso2))
    for position in range(1, commitments + 1):
        commitment(
            row,
            area=one_area,
            track=one_track,
            number=f"1.1.{position}",
            position=position,
            owner_team=owner_team,
            refresh=False,
        )
    current.refresh(row.commitments.values_list("pk", flat=True), at=clock.now())
    return row


def report(
    on, *, by=None, state=StatusReport.State.CLEARED, at=None, status="under_way", refresh=True, **values
):
    """A report in any state, as if made at `at`; with the caches of its commitment made anew."""
    at = at or clock.now()
    by = by or user()
    values = {"as_of_on": clock.public_day(at), "summary": "The sides met in Seoul.", **values}
    state = StatusReport.State(state)
    if state != StatusReport.State.DRAFT:
        values = {"submitted_by": by, "submitted_at": at, **values}
    if state in {StatusReport.State.CLEARED, StatusReport.State.WITHDRAWN}:
        values = {"cleared_by": by, "cleared_at": at, "effective_at": at, **values}
    if state == StatusReport.State.RETURNED:
        values = {"returned_by": by, "returned_at": at, "return_note": "Please add the date.", **values}
    if state == StatusReport.State.WITHDRAWN:
        values = {"withdrawn_by": by, "withdrawn_at": at, **values}
    row = StatusReport.objects.create(
        commitment=on, drafted_by=by, drafted_at=at, status=status, state=state, **values
    )
    if refresh:
        current.refresh([on], at=clock.now())
        on.refresh_from_db()
    return row


def document(iso2="KR", *, is_public=True, **values):
    values = {
        "key": f"document-{next(_count)}",
        "kind": "web_page",
        "title_en": "Joint statement",
        "language": "en",
        **values,
    }
    return published_always(
        Document.objects.create(partnership=partnership(iso2), is_public=is_public, **values)
    )


def passage(of=None, paragraph=1, text="Both sides will implement the Programme.", **values):
    return Passage.objects.create(document=of or document(), paragraph=paragraph, text=text, **values)


def organisation(name="Danish Energy Agency", iso2=None, **values):
    values = {"slug": slugify(name), "kind": "agency", **values}
    place = country(iso2) if iso2 else None
    return Organisation.objects.create(name_en=name, country=place, **values)


def goal(number=7):
    """Sustainable Development Goal 7, or another under its name."""
    return SDG.objects.get_or_create(number=number, defaults={"name_da": "Energi", "name_en": "Energy"})[0]


def mark_with_everything(commitment, *, country=None):
    """Give it a sector, a goal and a Danish agency that is responsible, and return the agency."""
    energy = {"name_da": "Energi", "name_en": "Energy"}
    commitment.sectors.add(Sector.objects.get_or_create(slug="energy", defaults=energy)[0])
    commitment.sdgs.add(goal())
    name = "Danish Energy Agency"
    agency = Organisation.objects.filter(name_en=name).first() or organisation(name, country, acronym="DEA")
    Responsibility.objects.create(commitment=commitment, organisation=agency, side="danish")
    return agency
