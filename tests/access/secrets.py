"""Secrets, one at a time: how each comes into the world, and who may see it.

`tests/access/test_differences.py` compares every page with and without it. A secret is written as people write it
where an action does that, so that caches, the search's entries and the record move along.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from embassy import clock
from embassy.audit import Channel, change_set
from embassy.models import Membership, SectorTeam, User
from programmes.actions import current, status
from programmes.actions.activities import save_activity
from programmes.actions.commitments import propose_edit
from programmes.models import (
    Activity,
    BasisAgreement,
    BasisListing,
    Commitment,
    Document,
    Event,
    EventProgramme,
    HandoverNote,
    Import,
    Note,
    Occurrence,
    Organisation,
    OrganisationAlias,
    Passage,
    PriorityArea,
    Programme,
    ReportingRound,
    Responsibility,
    Sector,
    StatusReport,
    Track,
    Wording,
)
from tests.access.access_data import kept_text
from tests.access.matrix import ROLES

ALL = ("headquarters", "superuser")  # who read every mission
TEAM = ("member", "lead", "administrator", *ALL)
MISSION = ("colleague", *TEAM)
STAFF = ROLES[1:]
LIST_FILES = ("", "commitments.csv", "commitments.json", "changes.atom")
WORD = "agriculchuro"  # closer to “agriculchure” than the published “agriculture” is


@dataclass(frozen=True)
class Secret:
    """`put(world)` writes it and returns addresses about it that an insider would know; `seen_by` may see it."""

    name: str
    seen_by: tuple[str, ...]
    put: Callable[..., list[str] | None]

    def __str__(self) -> str:
        return self.name

    def is_hidden_from(self, role: str) -> bool:
        return role not in self.seen_by


def _record(world, event="row_changed"):
    return change_set(
        by=world.cast.administrator,
        channel=Channel.PAGE,
        event=event,
        parameters={"model": "programmes.programme"},
    )


def _commitment(row):
    return Commitment.objects.select_related("programme", "owner_team").get(pk=row.pk)


# ---- plans


def unpublished_programme(world):
    """A whole plan in preparation, that names organisations and a sector that others know."""
    with _record(world) as record:
        plan = _plan(record, world, "2041")
        _promise(record, world, plan, organisation=world.organisation, sector=world.sector)
    return _of_plan(plan)


def names_in_unpublished(world):
    """An organisation and a basis agreement that came in with an unpublished plan, which alone names them."""
    with _record(world) as record:
        body = record.create(
            Organisation(slug="veiled-agency", name_en="Veiled Agency", name_da="Sløret Styrelse", acronym="VEIL",
                         kind="agency", country=world.country, is_known_to_all=False)
        )  # fmt: skip
        record.create(OrganisationAlias(organisation=body, name="Danish Energi Agence"))
        paper = record.create(
            BasisAgreement(key="veiled-mou", kind="mou", title_en="Veiled MoU", is_known_to_all=False)
        )
        record.set_links(paper, "organisations", [body, world.organisation])
        plan = _plan(record, world, "2051")
        record.create(BasisListing(programme=plan, instrument=paper, position=1, listed_as="MoU, veiled."))
        _promise(record, world, plan, organisation=body, sector=world.sector)
    current.rebuild(at=clock.now())
    return [
        f"/api/organisations/{body.slug}",
        *(f"/en/organisation/veiled-agency/{what}" for what in LIST_FILES),
        "/en/search/?q=Veiled+Agenci",
        "/en/search/?q=Danish+Energi+Agenze",
        f"/admin/programmes/organisation/{body.pk}/change/",
        f"/admin/programmes/basisagreement/{paper.pk}/change/",
    ]


def sector_in_unpublished(world):
    """A sector that only an unpublished plan has; sectors are a list of ours, which all staff read."""
    with _record(world) as record:
        sector = record.create(Sector(slug="veiled", name_da="Sløret", name_en="Veiled", position=1))
        plan = _plan(record, world, "2061")
        _promise(record, world, plan, organisation=world.organisation, sector=sector)
    current.rebuild(at=clock.now())
    return [f"/en/sector/veiled/{what}" for what in LIST_FILES]


def _plan(record, world, year):
    plan = record.create(
        Programme(partnership=world.partnership, reference=f"KR-{year}", slug=f"{year}-{year}",
                  kind="joint_action_plan", title_da="Ny plan", title_en="New plan",
                  starts_on=year, ends_on=year, signed_on="2021-03",
                  predecessor=world.programme, is_complete=True)
    )  # fmt: skip
    record.set_links(plan, "missions", [world.mission])
    return plan


def _promise(record, world, plan, *, organisation, sector):
    area = record.create(
        PriorityArea(programme=plan, number=1, title="1. WATER", title_da="Vand", title_en="Water")
    )
    track = record.create(
        Track(area=area, position=1, kind="regional", title="Regional", title_da="Regionalt")
    )
    record.set_links(area, "sdgs", [world.sdg])
    promise = record.create(
        Commitment(programme=plan, area=area, track=track, number="1.1.1", position=1, kind="recurring",
                   recurrence="annual", plain_title_en="Visits on waterworks", owner_team=world.team,
                   is_published=True, status_visibility="public", due_on=dt.date(2022, 1, 1))
    )  # fmt: skip
    record.create(
        Wording(commitment=promise, text=f"Both sides meet on {WORD} and cooperations.", language="en",
                provenance="signed")
    )  # fmt: skip
    record.create(Responsibility(commitment=promise, organisation=organisation, side="danish"))
    record.set_links(promise, "sectors", [sector])
    record.set_links(promise, "sdgs", [world.sdg])
    current.refresh([promise], at=clock.now())
    return promise


def _of_plan(plan):
    return [
        *(
            f"/en/south-korea/{plan.slug}/{what}"
            for what in ("", "1.1.1/", "changes.atom", "commitments.csv")
        ),
        f"/api/programmes/{plan.reference}",
        f"/en/work/{plan.reference}/",
        f"/en/work/{plan.reference}/1.1.1/",
        *(f"/en/search/?q={q}" for q in (WORD, "agriculchure", "agricultur", "cooperation", "waterworks")),
    ]


def unpublished_commitment(world):
    """One more commitment of the published programme, not published itself."""
    with _record(world) as record:
        row = record.create(
            Commitment(programme=world.programme, area=world.area, track=world.track, number="1.1.9", position=9,
                       kind="deliverable", plain_title_en="Joint waterworks", owner_team=world.team,
                       status_visibility="public", due_on=dt.date(2022, 1, 1))
        )  # fmt: skip
        record.create(Wording(commitment=row, text=f"On {WORD}.", language="en", provenance="signed"))
        record.create(Responsibility(commitment=row, organisation=world.organisation, side="danish"))
        record.set_links(row, "sectors", [world.sector])
        current.refresh([row], at=clock.now())
    place = "/en/south-korea/2021-2024/"
    return [
        f"{place}1.1.9/",
        f"/en/work/{world.programme.reference}/1.1.9/",
        "/api/commitments/KR-2021-1.1.9",
    ]


# ---- reports


def _content(**values):
    return status.ReportContent(**{"status": "fulfilled", "summary": "Done in secret.", **values})


def _about(world):
    """A commitment with a public report, and one without any."""
    return [_commitment(world.shown), _commitment(world.silent)]


def draft_report(world):
    """Kept so often that its changes alone would fill a page of the history."""
    shown, silent = _about(world)
    status.save_draft(silent, _content(), by=world.cast.member)
    draft = None
    for turn in range(31):
        content = _content(summary=f"Version {turn}.")
        draft = status.save_draft(shown, content, by=world.cast.member, report=draft).row


def _submitted(world, **values):
    return [
        status.report_status(commitment, _content(**values), by=world.cast.member).row
        for commitment in _about(world)
    ]


def submitted_report(world):
    _submitted(world)


def returned_report(world):
    for report in _submitted(world):
        status.send_back(report, note="Not yet.", by=world.cast.lead)


def embargoed_report(world):
    for report in _submitted(world):
        status.clear(report, by=world.cast.lead, embargo_until=clock.now() + dt.timedelta(days=9))


def partner_report(world):
    """What the partner says where the programme does not publish it: the two sides disagree."""
    for report in _submitted(world, side="partner", status="not_pursued"):
        status.clear(report, by=world.cast.lead)


def withheld_status(world):
    """A report on a commitment whose status is withheld: cleared, and not public."""
    report = status.report_status(_commitment(world.withheld), _content(), by=world.cast.member).row
    status.clear(report, by=world.cast.lead)


def assessment(world):
    """What only colleagues read of a public report."""
    report = StatusReport.objects.get(pk=world.public_report.pk)
    with _record(world, "report_submitted") as record:
        record.update(report, assessment="at_risk", waiting_for="partner", internal_note="Nobody answers.")


def report_elsewhere(world):
    """Of another mission's team, on a commitment that somebody of this one follows."""
    status.save_draft(_commitment(world.chinese), _content(), by=world.cast.elsewhere)
    status.report_status(
        _commitment(world.chinese), _content(), by=world.cast.elsewhere,
        embargo_until=clock.now() + dt.timedelta(days=9),
    )  # fmt: skip


# ---- around them


def internal_note(world):
    with _record(world) as record:
        record.create(
            Note(key="second-doubt", partnership=world.partnership, programme=world.programme, commitment=world.shown,
                 text_en="Somebody doubts it.", text_da="Nogen tvivler.")
        )  # fmt: skip


def consent(world):
    """When and how the partner consented to a published programme."""
    with _record(world) as record:
        programme = Programme.objects.get(pk=world.programme.pk)
        record.update(programme, partner_consented_on="2021-03-04", consent_note="By note verbale.")


def restricted_document(world):
    with _record(world) as record:
        document = record.create(
            Document(key="secret-text", partnership=world.partnership, kind="web_page", title_en="Secret text",
                     title_da="Hemmelig tekst", language="en", is_public=False, team=world.team)
        )  # fmt: skip
        record.create(Passage(document=document, paragraph=1, text=f"On {WORD}."))
        activity = Activity.objects.get(pk=world.shown_activity.pk)
        record.set_links(activity, "documents", [document])
        event = Event.objects.get(pk=world.shown_event.pk)
        record.set_links(event, "documents", [document])


def unpublished_activity(world):
    activity = Activity(
        kind="visit", title_en="Secret visit", title_da="Hemmeligt besøg", takes_place_on="2026-11"
    )
    activity = save_activity(activity, commitments=[_commitment(world.shown)], by=world.cast.member).row
    return [f"/en/work/activities/{activity.pk}/"]


def unpublished_event(world):
    with _record(world) as record:
        event = record.create(
            Event(key="secret-summit", partnership=world.partnership, kind="summit", title_da="Topmøde",
                  title_en="Summit", starts_on=dt.date(2026, 11, 25).isoformat())
        )  # fmt: skip
        record.create(EventProgramme(event=event, programme=world.programme, relation="signed"))


def meeting(world):
    """What became of an expected meeting, and a reporting round: for the mission."""
    with _record(world) as record:
        record.create(Occurrence(commitment=world.second, period="2023", state="missed", note="Nobody came."))
        record.create(
            ReportingRound(programme=world.programme, title="Secret round", opens_on="2026-02-01",
                           cut_off_on="2026-12-31")
        )  # fmt: skip


def proposal(world):
    values = {"plain_title_en": "A secret proposal"}
    for commitment in _about(world):
        propose_edit(commitment, values=values, from_version=commitment.version, by=world.cast.member)


def handover_note(world):
    with _record(world) as record:
        record.update(HandoverNote.objects.get(pk=world.handover.pk), text="Secretly.")


def intake(world):
    """A text in review and an import, both of the mission's administrator."""
    kept_text(world.mission, "1. Energy\n\n- Secret cooperation.\n", by=world.cast.administrator)
    kept = Import(
        uploaded_at=clock.now(), uploaded_by=world.cast.administrator, preview=world.taken_in.preview, digest="1",
        state=Import.State.DISCARDED,
    )  # fmt: skip
    kept.save()


def people_elsewhere(world):
    """A team of another mission, with somebody in it."""
    beijing = world.cast.other_administrator.memberships.get().mission
    with _record(world) as record:
        team = record.create(
            SectorTeam(mission=beijing, slug="secret", name_da="Hemmelig", name_en="Secret team")
        )
        person = record.create(
            User(username="secret.agent", first_name="Ada", last_name="Secret", is_staff=True)
        )
        record.create(Membership(user=person, role="member", team=team, from_on=dt.date(2020, 1, 1)))
    return [f"/admin/embassy/user/{person.pk}/change/", f"/en/work/handover/team/{team.pk}/"]


def people_at_the_mission(world):
    """A team that nobody has given a commitment to."""
    with _record(world) as record:
        team = record.create(
            SectorTeam(mission=world.mission, slug="silent", name_da="Tavs", name_en="Silent team")
        )  # fmt: skip
        person = record.create(
            User(username="silent.agent", first_name="Bo", last_name="Silent", is_staff=True)
        )
        record.create(Membership(user=person, role="lead", team=team, from_on=dt.date(2020, 1, 1)))
    return [f"/admin/embassy/sectorteam/{team.pk}/change/", f"/en/work/handover/person/{person.pk}/"]


SECRETS = [
    Secret("unpublished programme", MISSION, unpublished_programme),
    Secret("names in an unpublished programme", MISSION, names_in_unpublished),
    Secret("sector of an unpublished programme", STAFF, sector_in_unpublished),
    Secret("unpublished commitment", MISSION, unpublished_commitment),
    Secret("draft report", TEAM, draft_report),
    Secret("submitted report", TEAM, submitted_report),
    Secret("returned report", TEAM, returned_report),
    Secret("embargoed report", TEAM, embargoed_report),
    Secret("partner's report", TEAM, partner_report),
    Secret("report on a withheld status", TEAM, withheld_status),
    Secret("report elsewhere", ("elsewhere", "other_administrator", *ALL), report_elsewhere),
    Secret("assessment", MISSION, assessment),
    Secret("internal note", MISSION, internal_note),
    Secret("consent", ("administrator", "headquarters", "superuser"), consent),
    Secret("restricted document", TEAM, restricted_document),
    Secret("unpublished activity", MISSION, unpublished_activity),
    Secret("unpublished event", MISSION, unpublished_event),
    Secret("meeting and round", MISSION, meeting),
    Secret("proposal", TEAM, proposal),
    Secret("handover note", TEAM, handover_note),
    Secret("text in review and import", ("administrator", *ALL), intake),
    Secret("people at the mission", ("administrator", *ALL), people_at_the_mission),
    Secret("people elsewhere", ("other_administrator", *ALL), people_elsewhere),
]
