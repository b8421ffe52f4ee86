"""The public fields of a commitment itself, once: what files, the API, the dump, histories and plan files call them.

Whoever adds a public field to `Commitment` adds a row to COMMITMENT_FIELDS; what is made of it says
docs/decisions/0004-one-table-of-public-fields.md. What a commitment is related to (wordings, organisations, reports …)
each of those tells in its own way.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.models import Commitment


@dataclass(frozen=True)
class CommitmentField:
    """A public field. Its name is the model's, which the dump uses too.

    label    what histories and forms call it; None where a change of it is not told
    headers  of its column in plan files, English and Danish: part of the format, so they follow no translation
    file     the column of lists as files that tells it, under `heading`; None where none does
    api      the name in answers of the API that tells it; None where none does
    """

    name: str
    headers: tuple[str, str]
    label: str | Promise | None = None
    heading: str | Promise = ""
    width: int = 16
    file: str | None = ""
    api: str | None = ""

    def __post_init__(self) -> None:
        for place in ("file", "api"):
            if getattr(self, place) == "":
                object.__setattr__(self, place, self.name)

    @cached_property
    def of_model(self) -> models.Field:
        return cast(models.Field, Commitment._meta.get_field(self.name))

    @property
    def choices(self) -> list[tuple[str, str | Promise]]:
        return self.of_model.flatchoices

    @property
    def is_date(self) -> bool:
        return isinstance(self.of_model, models.DateField)

    @property
    def is_number(self) -> bool:
        return isinstance(self.of_model, models.IntegerField)

    @property
    def is_prose(self) -> bool:
        """Whether it is free text, of which histories show what differs within."""
        return isinstance(self.of_model, models.CharField) and self.of_model.blank and not self.choices

    @property
    def may_be_empty(self) -> bool:
        return self.of_model.blank or self.of_model.null

    def said(self, value: str | int | dt.date | None) -> str | int | dt.date | None:
        """A value as files for people have it: a choice in words, its code where it is no more, nothing as None."""
        if value is None or value == "":
            return None
        return str(dict(self.choices).get(str(value), value)) if self.choices else value

    def coded(self, value: str | int | dt.date | None) -> str | int | None:
        """A value as programs read it: codes and ISO dates, nothing as None."""
        if value is None or value == "":
            return None
        return value.isoformat() if isinstance(value, dt.date) else value


COMMITMENT_FIELDS = (
    CommitmentField(
        "number", ("Number", "Nummer"), pgettext_lazy("of a commitment", "Number"), _("Number"), width=10
    ),
    CommitmentField("position", ("Order", "Rækkefølge"), file=None, api=None),
    CommitmentField("kind", ("Kind", "Type"), _("Kind"), _("Kind of commitment")),
    CommitmentField("recurrence", ("Recurrence", "Gentagelse"), _("Recurrence"), _("Recurrence")),
    CommitmentField(
        "recurrence_other",
        ("Recurrence, in words", "Gentagelse, med ord"),
        _("Recurrence, in words"),
        file="recurrence",
        api="recurrence_words",
    ),
    CommitmentField(
        "plain_title_da",
        ("Plain title (Danish)", "Kort titel (dansk)"),
        _("Plain title in Danish"),
        file="title",
        api="title",
    ),
    CommitmentField(
        "plain_title_en",
        ("Plain title (English)", "Kort titel (engelsk)"),
        _("Plain title in English"),
        file="title",
        api="title",
    ),
    CommitmentField(
        "withdrawn_on",
        ("Withdrawn on", "Trukket tilbage den"),
        _("Withdrawn from the programme"),
        _("Withdrawn on"),
    ),
)
FIELD = {field.name: field for field in COMMITMENT_FIELDS}
NAMES = tuple(FIELD)

# Every other field of the model, and why it is not in the table.
NOT_IN_THE_TABLE = {
    "id": "ours; references are public",
    "version": "ours: the count of saves",
    "programme": "a relation, told by its reference",
    "area": "a relation, told by its number and title",
    "track": "a relation, told by its title and kind",
    "sectors": "a relation, told by names and short names",
    "sdgs": "a relation, told by numbers",
    "owner_team": "a relation, told on the commitment's page alone",
    "owner": "internal: names of staff are never public",
    "proposed_title_da": "internal: proposed by a rule, seen by nobody yet",
    "proposed_title_en": "internal: proposed by a rule, seen by nobody yet",
    "due_on": "internal: a deadline of the Danish side",
    "status_visibility": "decides what is public; a withheld status says so itself",
    "is_published": "decides what is public",
    "left_open_because": "internal: why an administrator closed the programme without its final status",
    **dict.fromkeys(Commitment.audit_derived, "a cache of what its dated rows tell"),
}


def told_in_files() -> list[CommitmentField]:
    """Those with a column of their own in lists as files."""
    return [field for field in COMMITMENT_FIELDS if field.file == field.name]


def told_by_api() -> list[CommitmentField]:
    """Those that answers of the API hold as they are, and not as part of something."""
    return [field for field in COMMITMENT_FIELDS if field.api and field.api != "title"]
