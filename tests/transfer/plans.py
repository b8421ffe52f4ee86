"""Plans, files and states for the tests of importing and exporting."""

import csv
import hashlib
import io

from django.apps import apps

from embassy import clock
from programmes.actions import current
from programmes.models import (
    SDG,
    Activity,
    BasisAgreement,
    BasisListing,
    Commitment,
    Note,
    Occurrence,
    OrganisationAlias,
    Responsibility,
    Sector,
    Signatory,
    Wording,
)
from programmes.transfer import export, files, imports
from tests import factories


def shared_lists():
    """Sectors, goals and organisations as a mission knows them."""
    for position, (slug, da, en) in enumerate(
        (("water", "Vand", "Water"), ("energy", "Energi", "Energy"), ("health", "Sundhed", "Health"))
    ):
        Sector.objects.get_or_create(slug=slug, defaults={"name_da": da, "name_en": en, "position": position})
    for number in (6, 7, 13):
        SDG.objects.get_or_create(
            number=number, defaults={"name_da": f"Mål {number}", "name_en": f"Goal {number}"}
        )
    agency = factories.organisation(
        "Danish Energy Agency", "DK" if "DK" in factories.COUNTRIES else "KR", acronym="DEA"
    )
    ministry = factories.organisation("Ministry of Science and ICT", "KR", acronym="MSIT", kind="ministry")
    OrganisationAlias.objects.create(organisation=ministry, name="Korean Ministry of Science; and ICT")
    alliance = factories.organisation("Green Growth Alliance", acronym="", kind="body")
    return agency, ministry, alliance


def rich_plan(**values):
    """A plan with something in every table that travels."""
    agency, ministry, alliance = shared_lists()
    plan = factories.plan(4, **values)
    document = factories.document(key="signed-text")
    passages = [factories.passage(document, paragraph) for paragraph in (1, 2)]
    plan.text = document
    plan.save()
    area = plan.areas.get()
    area.introduction.set(passages)
    area.sdgs.set([6, 13])
    Signatory.objects.create(
        programme=plan, side="danish", name="Jeppe Kofod", title_en="Minister", signed_on="2021-04"
    )
    agreement = BasisAgreement.objects.create(
        key="mou-energy", kind="mou", title_en="MoU on energy", valid_from="2018"
    )
    agreement.organisations.set([agency, ministry])
    BasisListing.objects.create(
        programme=plan, area=area, instrument=agreement, position=1, listed_as="MoU on energy (TBC)",
        is_to_be_confirmed=True, passage=passages[0],
    )  # fmt: skip
    first, second, *_rest = plan.commitments.order_by("position")
    first.sectors.set(Sector.objects.filter(slug__in=["water", "energy"]))
    first.sdgs.set([7])
    Responsibility.objects.create(commitment=first, organisation=agency, side="danish", as_named="DEA")
    Responsibility.objects.create(
        commitment=first, organisation=ministry, side="partner", from_on="2022-01-01"
    )
    Responsibility.objects.create(commitment=second, organisation=alliance, role="forum")
    Wording.objects.create(
        commitment=first, text="Årlige møder.", language="da", provenance="courtesy_translation"
    )
    Commitment.objects.filter(pk=second.pk).update(kind="recurring", recurrence="annual", due_on="2024-06-30")
    activity = Activity.objects.create(
        kind="meeting", title_en="Ministerial", takes_place_on="2022-05", state="held"
    )
    activity.commitments.set([first, second])
    activity.documents.set([document])
    Occurrence.objects.create(
        commitment=second, period="2022", state="held", activity=activity, note="Held in Seoul"
    )
    factories.report(
        first, internal_note="Ask the ministry.", assessment="on_track", summary_language="da", evidence="Minutes.",
        evidence_language="en",
    )  # fmt: skip
    Note.objects.create(
        key="a-doubt", partnership=plan.partnership, programme=plan, area=area, text_en="Sources disagree."
    )
    current.refresh(plan.commitments.all(), at=clock.now())
    return plan


def exported(programme, format="csv", *, by=None, language="en"):
    """(name, bytes) of an export."""
    found = export.export_programme(programme, format=format, by=by, language=language)
    return found.name, b"".join(found.chunks)


def examined(name, data, *, by=None, **asked):
    """The preview of a file, as plain data."""
    return imports.examine([files.guard(name, data)], by=by, at=clock.now(), **asked).preview.data()


def applied(name, data, *, by, **asked):
    """The Import of a file that was previewed and applied."""
    held = imports.upload([(name, data)], by=by, at=clock.now(), **asked)
    return imports.apply(held, by=by, at=clock.now())


def table(data, delimiter=","):
    """The rows of a CSV, headers first."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def as_csv(rows, *, delimiter=",", encoding="utf-8", errors="strict"):
    page = io.StringIO()
    csv.writer(page, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return page.getvalue().encode(encoding, errors)


def edited(programme, changes, *, language="en"):
    """A flat CSV of the programme with some cells changed: {(number, header): text}."""
    rows = table(exported(programme, language=language)[1])
    headers = rows[0]
    place = headers.index("Number" if language == "en" else "Nummer")
    for (number, header), text in changes.items():
        row = next(row for row in rows[1:] if row[place] == number)
        row[headers.index(header)] = text
    return as_csv(rows)


def changes_to(plan):
    """A file that changes a title, organisations and sectors, and adds two commitments."""
    data = edited(
        plan,
        {
            ("1.1.1", "Plain title (English)"): "Wind at sea",
            ("1.1.1", "Sectors"): "energy; health",
            ("1.1.1", "Danish organisations"): "",
            ("1.1.3", "Partner organisations"): "MSIT",
            ("1.1.4", "Deadline"): "2030-01-31",
        },
    )
    rows = table(data)
    for number in ("1.1.11", "1.1.12"):
        new = list(rows[2])
        for header, text in (("Reference", ""), ("Number", number), ("Order", ""), ("Published", "yes")):
            new[rows[0].index(header)] = text
        rows.append(new)
    return as_csv(rows)


def state():
    """Every row of ours, whole, in a form that two states can be compared in: the imports themselves aside."""
    found = {}
    for label in ("embassy", "programmes"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model._meta.model_name in {"import", "importfile", "user"}:
                continue
            found[model._meta.label] = sorted(map(repr, model._base_manager.values_list()))
    return found


def content_hash(programme):
    """What a plan says, its caches included, without ids and versions."""
    told = hashlib.sha256(exported(programme, "json")[1])
    caches = programme.commitments.order_by("number").values_list(
        "number", "public_status", "latest_status", "current_wording__text", "position"
    )
    told.update(repr(list(caches)).encode())
    return told.hexdigest()
