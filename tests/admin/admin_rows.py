"""Rows for every screen of the admin: Seoul's published and unpublished ones, and Beijing's unpublished ones."""

import datetime as dt

from django.contrib import admin
from django.test import Client
from django.urls import reverse

from embassy import clock
from embassy.audit import Channel, change_set
from embassy.models import AuditEntry, ChangeSet, RecordRewriting
from programmes.models import (
    SDG,
    Activity,
    BasisAgreement,
    BasisListing,
    CalendarLink,
    Commitment,
    Event,
    HandoverNote,
    Note,
    Occurrence,
    OutgoingMail,
    Proposal,
    ReminderSettings,
    ReportingRound,
    Responsibility,
    Sector,
    WithholdingWord,
)
from tests import factories


def screens():
    """Every model on a screen of the admin, by name: `programme`, `organisation` …"""
    return {model._meta.model_name: model for model in admin.site._registry}


def url(model, view, row=None):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"
    return reverse(name, args=[row.pk] if row else [])


def client_of(user):
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def _country_rows(iso2, team, *, is_published):
    """One row of everything that belongs to a country, with a commitment that `team` owns."""
    suffix = f"{iso2.lower()}-{'shown' if is_published else 'hidden'}"
    years = (
        {"starts_on": "2021", "ends_on": "2024"} if is_published else {"starts_on": "2031", "ends_on": "2034"}
    )
    plan = factories.plan(1, iso2=iso2, owner_team=team, is_published=is_published, **years)
    commitment = plan.commitments.get()
    partnership = plan.partnership
    document = factories.document(iso2, key=f"document-{suffix}", is_public=is_published, team=team)
    organisation = factories.organisation(f"Energy Agency {suffix}")
    Responsibility.objects.create(commitment=commitment, organisation=organisation, side="danish")
    instrument = BasisAgreement.objects.create(key=f"mou-{suffix}", kind="mou", title_en="MoU on energy")
    event = Event.objects.create(
        key=f"event-{suffix}",
        partnership=partnership,
        kind="visit",
        title_en="Visit",
        title_da="Besøg",
        starts_on="2022",
        is_public=is_published,
    )
    activity = Activity.objects.create(kind="meeting", title_en=f"Meeting {suffix}", is_public=is_published)
    activity.commitments.add(commitment)
    Commitment.objects.filter(pk=commitment.pk).update(recurrence="annual")
    commitment.refresh_from_db()
    author = factories.user(f"author-{suffix}")
    state = "cleared" if is_published else "draft"
    return {
        "programme": plan,
        "priorityarea": plan.areas.get(),
        "track": commitment.track,
        "commitment": commitment,
        "statusreport": factories.report(commitment, state=state, by=author),
        "proposal": Proposal.objects.create(
            commitment=commitment,
            values={"plain_title_en": "Meetings"},
            from_version=1,
            proposed_at=clock.now(),
            proposed_by=author,
        ),
        "document": document,
        "passage": factories.passage(document),
        "note": Note.objects.create(
            key=f"note-{suffix}",
            partnership=partnership,
            audience="public" if is_published else "internal",
            text_en="Two dates are named.",
        ),
        "event": event,
        "activity": activity,
        "basisagreement": instrument,
        "basislisting": BasisListing.objects.create(
            programme=plan,
            area=plan.areas.get(),
            instrument=instrument,
            position=1,
            listed_as="MoU on energy",
        ),
        "organisation": organisation,
        "occurrence": Occurrence.objects.create(
            commitment=commitment, period=years["starts_on"], state="missed", note="Nobody could come."
        ),
        "reportinground": ReportingRound.objects.create(
            programme=plan, title="Spring", opens_on="2026-01-01", cut_off_on="2026-06-30"
        ),
    }


def _rows_of_the_week(team, person):
    """What a mission, a team and a person have one of: reminders, handover note, calendar link, a mail."""
    return {
        "remindersettings": ReminderSettings.objects.create(mission=team.mission),
        "handovernote": HandoverNote.objects.create(team=team, text="Ring first."),
        "calendarlink": CalendarLink.objects.create(
            user=person, token_digest=CalendarLink.digest(person.username), made_at=clock.now()
        ),
        "outgoingmail": OutgoingMail.objects.create(
            user=person,
            day=clock.today(),
            subject="2 commitments need your attention",
            body="KR-2021-1.1.1",
            message_id=f"<{person.username}@localhost>",
            written_at=clock.now(),
        ),
    }


def set_stage():
    """The cast, and the rows by group: `shown` (Seoul's published), `hidden` (Seoul's), `beijing` (its hidden ones)."""
    cast = factories.cast()
    energy = cast.member.memberships.get().team
    water = cast.elsewhere.memberships.get().team
    shared = {
        "sector": Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy"),
        "withholdingword": WithholdingWord.objects.create(text="defence"),
        "sdg": SDG.objects.create(
            number=7, name_da="Bæredygtig energi", name_en="Affordable and clean energy"
        ),
    }
    rows = {
        "shown": _country_rows("KR", energy, is_published=True),
        "hidden": _country_rows("KR", energy, is_published=False),
        "beijing": _country_rows("CN", water, is_published=False),
    }
    seoul = {
        "country": energy.mission.country,
        "mission": energy.mission,
        "sectorteam": energy,
        "user": cast.member,
        "grant": cast.headquarters.grants.get(),
    }
    seoul["partnership"] = rows["shown"]["programme"].partnership
    beijing = {
        "country": water.mission.country,
        "mission": water.mission,
        "sectorteam": water,
        "user": cast.elsewhere,
    }
    beijing["partnership"] = rows["beijing"]["programme"].partnership
    with change_set(by=None, channel=Channel.COMMAND, event="row_changed", reason="Set the stage") as record:
        record.update(seoul["mission"], phone="+82 2 795 4187")
    rewriting = {"operation": "try_it", "why": "To see it listed.", "changed": 0, "removed": 0}
    history = {
        "changeset": ChangeSet.objects.latest("pk"),
        "auditentry": AuditEntry.objects.latest("pk"),
        "recordrewriting": RecordRewriting.objects.create(**rewriting),
    }
    rows["shown"] |= shared | seoul | history | _rows_of_the_week(energy, cast.member)
    rows["beijing"] |= beijing | _rows_of_the_week(water, cast.elsewhere)
    return cast, rows


def form_data(response):
    """What a browser would send back from a change or add form: every field as it stands, inlines included."""
    data = {}
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if callable(value):
                value = value()
            if value is None or value is False:
                continue
            widget = bound.field.widget
            if hasattr(widget, "decompress") and not isinstance(value, list | tuple):
                value = widget.decompress(value)
            if isinstance(value, list | tuple) and hasattr(widget, "widgets"):
                data |= {f"{bound.html_name}_{index}": part for index, part in enumerate(value)}
            elif isinstance(value, list | tuple):
                there = {str(key) for key, _label in bound.field.choices}
                keys = [str(getattr(part, "pk", part)) for part in value]
                data[bound.html_name] = [key for key in keys if key in there]  # no box, nothing to tick
            else:
                data[bound.html_name] = "on" if value is True else str(value)
    if context.get("row_version"):
        data |= {"version": context["row_version"], "_seen": context["seen_entries"]}
    return data


def change(client, row, **values):
    """Open a row's form as `client` and send it back with these values."""
    address = url(type(row), "change", row)
    data = form_data(client.get(address)) | values
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def day(text):
    return dt.date.fromisoformat(text)
