"""One world for all questions of access: the cast, something of everything, and canaries in what is not for all.

Kinds of secrets: `note` (for colleagues at the mission), `report` (unpublished, for the team), `unpublished` (for the
mission), `abroad` (of another mission), `list` (for all staff), `document`, `proposal`, `team` (for the team),
`person`, `address` (`beijing`: of people there), `audit`, `import`, `agreement`, `mail` (for superusers or one
person), `unsent` (for its writer), `consent` (to publish a programme) and `proposed title` (for its administrators).
"""

import datetime as dt
from types import SimpleNamespace

from django.test import Client

from embassy import clock
from embassy.audit import Channel, change_set
from embassy.models import AuditEntry, Country, Mission, RecordRewriting, UnsentForm
from programmes.actions import current
from programmes.actions.calendars import make_calendar_link
from programmes.actions.commitments import propose_edit
from programmes.agreements.reader.read import read_bytes
from programmes.agreements.review.review_service import decide
from programmes.models import (
    SDG,
    Activity,
    AgreementReading,
    BasisAgreement,
    BasisListing,
    Commitment,
    Event,
    EventProgramme,
    HandoverNote,
    Import,
    ImportFile,
    Note,
    Occurrence,
    OrganisationAlias,
    OutgoingMail,
    Partnership,
    PartnershipLevel,
    Passage,
    Reminder,
    ReminderSettings,
    ReportingRound,
    Responsibility,
    Sector,
    Signatory,
    StatusReport,
    WithholdingWord,
)
from programmes.search import entries
from programmes.transfer import imports
from programmes.transfer.export import export_programme
from tests import factories
from tests.access.canaries import Garden

State = StatusReport.State
ROLES = (
    "anonymous", "unattached", "elsewhere", "colleague", "member", "lead",
    "administrator", "other_administrator", "headquarters", "superuser",
)  # fmt: skip


NAMES = {State.DRAFT: "draft_report"}  # `draft` is a programme


def make_world():
    """Everything, in the transaction that is open now."""
    world = SimpleNamespace(garden=Garden())
    world.team = factories.team(needs_clearance=True)
    world.cast = factories.cast(world.team)
    world.grant = world.cast.headquarters.grants.get()
    _lists(world)
    _published_plan(world)
    _hidden_in_published(world)
    _unpublished(world)
    _reports(world)
    _around(world)
    _people(world)
    current.rebuild(at=clock.now())
    entries.rebuild()
    world.cookies = {role: _sign_in(getattr(world.cast, role)) for role in ROLES}
    return world


def _lists(world):
    world.mission, world.person = world.team.mission, world.cast.member
    world.country = world.mission.country
    world.sector = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    world.sdg = SDG.objects.create(
        number=7, name_da="Bæredygtig energi", name_en="Affordable and clean energy"
    )
    world.organisation = factories.organisation("Danish Energy Agency", acronym="DEA")
    world.alias = OrganisationAlias.objects.create(organisation=world.organisation, name="ENS")


def _published_plan(world):
    """What anyone may read, so that there is something to find canaries beside."""
    world.text = factories.document(title_da="Handlingsplan", kind="programme_text", key="plan-text")
    world.passage = factories.passage(world.text)
    world.programme = factories.plan(5, owner_team=world.team, text=world.text, is_complete=True)
    world.partnership = world.programme.partnership
    world.day = clock.today() - dt.timedelta(days=30)
    rows = world.programme.commitments.order_by("position")
    world.shown, world.second, world.withheld, world.hidden, world.silent = rows
    world.silent.plain_title_en, world.silent.due_on = "Talks on agriculture", "2022-06-30"
    world.silent.save()
    world.area, world.track = world.shown.area, world.shown.track
    for commitment in (world.shown, world.second):
        commitment.sectors.add(world.sector)
        commitment.sdgs.add(world.sdg)
    commitment = world.shown
    commitment.owner = world.cast.member
    commitment.save()
    Responsibility.objects.create(commitment=commitment, organisation=world.organisation, side="danish")
    world.signatory = Signatory.objects.create(programme=world.programme, side="danish", name="Jeppe Kofod")
    world.instrument = BasisAgreement.objects.create(key="mou-energy", kind="mou", title_en="MoU on energy")
    world.listing = BasisListing.objects.create(
        programme=world.programme,
        area=world.area,
        instrument=world.instrument,
        position=1,
        listed_as="MoU (2018)",
    )
    world.second.kind, world.second.recurrence = "recurring", "annual"
    world.second.save()
    world.shown_event = Event.objects.create(
        key="visit", partnership=world.partnership, kind="visit", title_da="Besøg", title_en="Visit",
        starts_on="2023-08", is_public=True,
    )  # fmt: skip
    world.shown_activity = Activity.objects.create(kind="meeting", title_en="Yearly meeting", is_public=True)
    world.shown_activity.commitments.add(world.shown)
    PartnershipLevel.objects.create(
        partnership=world.partnership, title_da="Strategisk", title_en="Strategic", agreed_on="2011"
    )
    world.water = world.cast.elsewhere.memberships.get().team
    world.chinese = factories.plan(1, iso2="CN", owner_team=world.water).commitments.get()
    world.chinese.owner = world.cast.member  # who follows something elsewhere, too
    world.chinese.save()


def _hidden_in_published(world):
    """Rows beside published ones, in the same country and programme, that are not published themselves."""
    plant = world.garden.plant
    plant(world.team.mission, "list", only="proposed_website")
    world.withheld.status_visibility = Commitment.Visibility.WITHHELD
    world.withheld.save()
    world.hidden.is_published, world.hidden.recurrence = False, Commitment.Recurrence.OTHER
    plant(world.hidden, "unpublished")
    plant(world.hidden.wordings.get(), "unpublished")
    plant(
        Responsibility(commitment=world.hidden, organisation=world.organisation, side="danish"), "unpublished"
    )
    world.note = plant(
        Note(key="doubt", partnership=world.partnership, programme=world.programme, commitment=world.shown),
        "note",
    )
    plant(world.programme, "consent", only="consent_note")
    plant(world.shown, "proposed title", only="proposed_title_da proposed_title_en")
    world.restricted = factories.document(is_public=False, team=world.team, key="restricted")
    plant(world.restricted, "document")
    plant(Passage(document=world.restricted, paragraph=1, text="-"), "document")
    world.event = plant(
        Event(key="secret-visit", partnership=world.partnership, kind="visit", starts_on="2026"),
        "unpublished",
    )
    EventProgramme.objects.create(event=world.event, programme=world.programme, relation="reviewed")
    world.activity = plant(Activity(kind="meeting"), "unpublished")
    world.activity.commitments.add(world.shown)
    of_withheld = plant(Activity(kind="meeting", is_public=True), "unpublished")
    of_withheld.commitments.add(world.withheld)
    world.occurrence = plant(Occurrence(commitment=world.shown, period="2022", state="missed"), "note")


def _unpublished(world):
    """A programme in preparation at the same mission, and a partnership that nobody has heard of."""
    plant = world.garden.plant
    world.draft = factories.plan(
        1, owner_team=world.team, starts_on="2031", ends_on="2034", is_published=False
    )
    plant(world.draft, "unpublished")
    for row in _rows_of(world.draft):
        plant(row, "unpublished")
    plant(Note(key="in-preparation", partnership=world.partnership, programme=world.draft, audience="public"),
          "unpublished")  # fmt: skip
    world.draft_commitment = world.draft.commitments.get()
    japan = world.abroad = plant(Country(iso2="JP", iso3="JPN"), "list")
    abroad = Partnership.objects.create(country=japan, is_published=False)
    plant(Mission(country=japan, time_zone="Asia/Tokyo"), "list", only="slug city_da city_en")
    world.word = plant(WithholdingWord(), "list")
    plant(PartnershipLevel(partnership=abroad, agreed_on="2014"), "abroad")
    plant(Note(key="abroad", partnership=abroad, audience="public"), "abroad")
    unheard = plant(
        factories.document(key="abroad", title_en="-"),
        "abroad",
        only="title_da title_en url publisher_da publisher_en",
    )
    unheard.partnership = abroad
    unheard.save()
    plant(Event(key="abroad", partnership=abroad, kind="visit", starts_on="2014", is_public=True), "abroad")


def _rows_of(programme):
    area = programme.areas.get()
    commitment = programme.commitments.get()
    commitment.recurrence = Commitment.Recurrence.OTHER
    instrument = BasisAgreement.objects.create(key="mou-draft", kind="mou", title_en="MoU")
    yield from (area, area.tracks.get(), commitment, commitment.wordings.get())
    yield Signatory(programme=programme, side="partner")
    yield BasisListing(programme=programme, area=area, instrument=instrument, position=1)
    yield Event(
        key="draft-signing",
        partnership=programme.partnership,
        kind="signing",
        starts_on="2030",
        is_public=False,
    )


def _reports(world):
    """A public report, and one in every state that is not public."""
    plant, by, at = world.garden.plant, world.cast.member, clock.now() - dt.timedelta(days=40)

    def report(on, state=State.CLEARED, **values):
        return factories.report(
            on, by=by, state=state, at=at, refresh=False, assessment="off_track", **values
        )

    world.public_report = plant(report(world.shown), "note", only="internal_note")
    tomorrow = clock.now() + dt.timedelta(days=1)
    world.embargoed = plant(report(world.second, effective_at=tomorrow), "report")
    for state in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.WITHDRAWN):
        row = plant(report(world.second, state), "report")
        setattr(world, NAMES.get(state, state.value), row)
    world.of_withheld = plant(report(world.withheld), "report")
    world.of_partner = plant(report(world.second, side="partner"), "report")
    world.of_hidden = plant(report(world.hidden), "report")
    plant(report(world.draft_commitment), "report")


def _around(world):
    """What surrounds the work: proposals, history, imports, rounds, reminders, handover."""
    plant, cast, at = world.garden.plant, world.cast, clock.now()
    world.proposal = propose_edit(
        Commitment.objects.get(pk=world.shown.pk),
        values={"plain_title_en": "Better"},
        from_version=1,
        by=cast.member,
    ).row
    plant(world.proposal, "proposal")
    reason = world.garden.seed("audit", "embassy.ChangeSet.reason")
    parameters = {"model": world.garden.seed("audit", "embassy.ChangeSet.parameters")}
    with change_set(
        by=cast.lead, channel=Channel.PAGE, event="row_changed", parameters=parameters, reason=reason
    ) as record:
        record.update(Commitment.objects.get(pk=world.shown.pk), plain_title_da="Årlige møder")
    world.change_set = record.change_set
    world.audit_entry = AuditEntry.objects.filter(change_set=world.change_set).get()
    world.rewriting = plant(RecordRewriting(changed=1, removed=0), "audit")
    plant(world.team, "team", only="email")
    world.handover = plant(HandoverNote(team=world.team), "team")
    world.settings = ReminderSettings.objects.create(mission=world.mission)
    world.round = plant(
        ReportingRound(programme=world.programme, opens_on="2026-01-01", cut_off_on="2026-06-30"), "note"
    )
    mail = world.mail = plant(
        OutgoingMail(user=cast.member, day=at.date(), written_at=at, message_id="<1@localhost>", last_error="-"),
        "mail", only="subject body last_error",
    )  # fmt: skip
    plant(Reminder(user=cast.member, commitment=world.shown, reason="stale", mail=mail), "mail")
    world.calendar_token = make_calendar_link(user=cast.member).row
    world.calendar_link = cast.member.calendar_links.get()
    world.unsent = _unsent(world)
    world.taken_in = _taken_in(world)
    kept = Import(uploaded_at=at, uploaded_by=cast.administrator, preview=world.taken_in.preview, digest="0")
    kept.state = Import.State.DISCARDED
    plant(kept, "import")
    plant(ImportFile(of=kept, position=1, format="csv", sha256="0", size=1), "import")
    _agreement_texts(world)


def _unsent(world):
    """What the member was writing when they had to sign in again."""
    seed, where = world.garden.seed, "embassy.UnsentForm"
    page = f"/en/work/{world.shown.programme.reference}/{world.shown.number}/report/"
    return UnsentForm.objects.create(
        user=world.cast.member, kept_at=clock.now(), address=f"{page}?x={seed('unsent', f'{where}.address')}",
        fields={"summary": [seed("unsent", f"{where}.fields")]},
        labels={"summary": seed("unsent", f"{where}.labels")},
    )  # fmt: skip


def _taken_in(world):
    """The published programme as its administrator exported it, uploaded again: nothing would change."""
    by = world.cast.administrator
    made = export_programme(world.programme, format="xlsx", by=by, language="en")
    return imports.upload([(made.name, b"".join(made.chunks))], by=by, at=clock.now())


def _agreement_texts(world):
    """A text in review, with one decision, and a later version of the published plan."""
    by, seed = world.cast.administrator, world.garden.seed
    text = f"""1. Energy

The sides will work together on energy.

- Cooperation on wind at sea, {seed("agreement", "programmes.AgreementReading.content")}.
- Establish a joint committee on energy with the Danish Energy Agency (DEA).
- Exchange of experts between both sides every year.
"""
    world.reading = kept_text(world.mission, text, by=by)
    world.garden.plant(world.reading, "agreement", only="name")
    world.later_reading = kept_text(world.mission, text, by=by, compared_with=world.programme)
    world.made_reading = kept_text(
        world.mission, text, by=by, state="made", programme=world.draft, document=world.restricted, made_at=clock.now(),
        made_by=by,
    )  # fmt: skip
    title = seed("agreement", "programmes.ReviewStep.values")
    decide(world.reading, [("retitle", "a1", {"title": title})], since=0, by=by, at=clock.now())


def kept_text(mission, text, *, by, **values):
    """A text in review, read in this process."""
    read = read_bytes(text.encode())
    return AgreementReading.objects.create(
        mission=mission, language="en", uploaded_at=clock.now(), uploaded_by=by, name="text.txt", format="txt",
        sha256="0", size=len(text), content=text.encode(), found=AgreementReading.pack(read["outline"]), **values,
    )  # fmt: skip


def _people(world):
    """Names of staff are nobody's business outside; sign-in names least of all."""
    for person in vars(world.cast).values():
        if person.is_authenticated:
            world.garden.plant(person, "person", only="username first_name last_name")
            at_beijing = person in (world.cast.elsewhere, world.cast.other_administrator)
            world.garden.plant(person, "beijing" if at_beijing else "address", only="email")


def _sign_in(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client.cookies
