"""Unique strings in everything that is not for everyone, and the decision about every text field of every model.

A field is public (PUBLIC: on rows that are published), or a canary sits in it; a field with neither is a failure.
"""

import itertools
import json
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from embassy.partial_dates import PartialDateField
from programmes.keys import ReferenceField

MARK = "canary"
# Text that every reader may see once the row itself is published, and text that says nothing about anybody.
PUBLIC = {
    "embassy.Country": "iso2 iso3 slug name_da name_en official_name_da official_name_en",
    "embassy.Mission": "slug city_da city_en time_zone website email phone address",
    "embassy.SectorTeam": "slug name_da name_en",
    "embassy.AuditEntry": "model object_id object_key before after",  # made by what is written, canaries included
    "programmes.PartnershipLevel": "title_da title_en",
    "programmes.Note": "key text_da text_en",
    "programmes.Document": "key title_da title_en url publisher_da publisher_en",
    "programmes.Passage": "text",
    "programmes.Sector": "slug name_da name_en",
    "programmes.SDG": "name_da name_en",
    "programmes.Organisation": "slug name_en name_da acronym succession_source_da succession_source_en"
    " succession_source_url",
    "programmes.OrganisationAlias": "name",
    "programmes.FormerSlug": "slug",
    "programmes.Programme": "reference slug title_da title_en title_signed standfirst_da standfirst_en signing_note_da"
    " signing_note_en period_note_da period_note_en party_publication",
    "programmes.Signatory": "name title_da title_en",
    "programmes.PriorityArea": "title title_da title_en",
    "programmes.Track": "title title_da",
    "programmes.BasisAgreement": "key title_da title_en",
    "programmes.BasisListing": "listed_as",
    "programmes.Commitment": "number plain_title_da plain_title_en recurrence_other",
    "programmes.Wording": "text",
    "programmes.Responsibility": "as_named",
    "programmes.Activity": "key title_da title_en place participants outcome",
    "programmes.Event": "key title_da title_en place_da place_en participants_da participants_en",
    "programmes.StatusReport": "summary evidence evidence_url",
    "programmes.Occurrence": "period",
}
# Not words of a person: digests, codes and names that the product makes.
NO_WORDS = {
    "programmes.AgreementReading": "format sha256 found",  # `found` is what the reader made of `content`
    "programmes.ReviewStep": "operation item",
    "embassy.User": "password address_key",
    "embassy.ChangeSet": "event",
    "programmes.CalendarLink": "token_digest",
    "programmes.Import": "digest made_from preview",
    "programmes.ImportFile": "format sha256",
    "programmes.Reminder": "reason",
    "programmes.OutgoingMail": "message_id",
    "programmes.KeptCount": "mark status",  # codes and days, written by the database
    "programmes.SearchEntry": "head words",  # made from what canaries sit in
    "programmes.SearchWord": "marked",
}
# Too short for a canary, or of a shape that addresses depend on.
NO_ROOM = {"iso2", "iso3", "number", "period", "key"}


def text_fields(model):
    """The fields of a model that words can be written into."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(
            field, models.CharField | models.TextField | models.JSONField | models.BinaryField
        )
        if is_text and not field.choices and not isinstance(field, PartialDateField):
            yield field


def names(table, model):
    return set(table.get(model._meta.label, "").split())


@dataclass(frozen=True)
class Canary:
    """A planted string: where it sits, and what kind of secret it is."""

    text: str
    kind: str
    place: str


class Garden:
    """Plants canaries and remembers them."""

    def __init__(self):
        self.canaries = []
        self._count = itertools.count(1)

    def plant(self, row, kind, only=None):
        """Put a canary into every text field of a row that has room (or into those named), and save it."""
        for field in text_fields(type(row)):
            if field.name in (only.split() if only else _roomy(type(row))):
                self._plant_field(row, field, kind)
        row.save()
        return row

    def _plant_field(self, row, field, kind):
        setattr(row, field.name, _shaped(field, self.seed(kind, f"{row._meta.label}.{field.name}")))

    def seed(self, kind, place):
        """A canary to be written into a place by hand."""
        text = f"{MARK}{next(self._count):04}x"
        self.canaries.append(Canary(text, kind, place))
        return text

    def of_kinds(self, *kinds):
        return [canary for canary in self.canaries if canary.kind in kinds]

    def found_in(self, text, *, allowed=()):
        """The canaries in a text, but for the kinds that its reader may see."""
        text = text.casefold()  # references are in capitals
        if MARK not in text:
            return []
        return [canary for canary in self.canaries if canary.kind not in allowed and canary.text in text]


def _roomy(model):
    """Where canaries go: not into caches, which are made from what they were planted in."""
    fields = {field.name for field in text_fields(model)}
    return fields - NO_ROOM - names(NO_WORDS, model) - getattr(model, "audit_derived", set())


def _shaped(field, text):
    if isinstance(field, models.EmailField):
        return f"{text}@example.org"
    if isinstance(field, models.URLField):
        return f"https://example.org/{text}"
    if isinstance(field, ReferenceField):
        return f"XX-{text.upper()}"
    if isinstance(field, models.JSONField):
        return {"plain_title_en": text}
    if isinstance(field, models.BinaryField):
        return text.encode()
    return text


def stored(canary):
    """Whether a canary really sits in its column in the database."""
    label, name = canary.place.rsplit(".", 1)
    model = apps.get_model(label)
    values = model._base_manager.values_list(name, flat=True)
    return any(canary.text in _as_text(value).casefold() for value in values if value)


def _as_text(value):
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return value if isinstance(value, str) else json.dumps(value)


def undecided(garden):
    """Text fields of our models that are neither public nor hold a canary."""
    planted = {canary.place for canary in garden.canaries}
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in {"embassy", "programmes"}
        for field in text_fields(model)
        if field.name not in names(PUBLIC, model) | names(NO_WORDS, model)
        and f"{model._meta.label}.{field.name}" not in planted
    )


def gone():
    """Decisions about fields that are no longer there."""
    found = []
    for table in (PUBLIC, NO_WORDS):
        for label in table:
            model = apps.get_model(label)
            there = {field.name for field in text_fields(model)}
            found += [f"{label}.{name}" for name in names(table, model) - there]
    return found
