"""What the record says about a row, in words: which change, by whom, when, through which channel, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from embassy.admin.choices import ScopedChoices
from embassy.audit import key_of
from embassy.models import AuditEntry, User
from embassy.partial_dates import PartialDate

LONGEST_VALUE = 300
# A column of a model, or a many-to-many of it: what they have in common is asked for at run time.
AnyField = Any


def entries_about(obj: models.Model, inline_models: list[type[models.Model]]) -> QuerySet[AuditEntry]:
    """The entries on a row and on the rows edited with it, those since deleted included where their key tells."""
    about = Q(model=obj._meta.label_lower, object_id=str(obj.pk))
    for model in inline_models:
        above = next(field for field in model._meta.fields if field.related_model is type(obj))
        keys = model._base_manager.filter(**{above.name: obj}).values_list("pk", flat=True)
        of_rows = Q(object_id__in=[str(pk) for pk in keys])
        if key_of(obj):
            of_rows |= Q(object_key__startswith=f"{key_of(obj)}:")
        about |= Q(model=model._meta.label_lower) & of_rows
    return AuditEntry.objects.filter(about)


@dataclass(frozen=True)
class Change:
    """One change set as it reads on a page: what was done as a whole, and why the person says they did it.

    `lines` say what it did to the row and to those edited with it.
    """

    number: int
    at: dt.datetime
    by: str
    channel: str
    event: str
    reason: str
    lines: list[str]


def changes_of(entries: QuerySet[AuditEntry], *, screen: ScopedChoices, request: HttpRequest) -> list[Change]:
    """Change sets in words, newest first. A few queries, however many entries there are."""
    by_change_set = defaultdict(list)
    for entry in entries.select_related("change_set__by").order_by("pk"):
        by_change_set[entry.change_set].append(entry)
    words = _Words([e for own in by_change_set.values() for e in own], screen=screen, request=request)
    return [
        Change(
            number=change_set.pk,
            at=change_set.at,
            by=words.name_of(change_set.by),
            channel=change_set.get_channel_display(),
            event=change_set.words,
            reason=change_set.reason,
            lines=[line for entry in own for line in words.lines(entry)],
        )
        for change_set, own in sorted(by_change_set.items(), key=lambda item: -item[0].pk)
    ]


class _Words:
    """Turns entries into sentences, with the names of rows that the reader may see."""

    def __init__(self, entries: Iterable[AuditEntry], *, screen: ScopedChoices, request: HttpRequest) -> None:
        self._screen, self._request = screen, request
        self._wanted: dict[AnyField, set[Any]] = defaultdict(set)
        for entry in entries:
            fields = self._fields(entry.model)
            for values in (entry.before, entry.after):
                for name, value in values.items():
                    field = fields.get(name)
                    if field is not None and field.is_relation and value is not None:
                        self._wanted[field].update(value if isinstance(value, list) else [value])

    @cached_property
    def _visible_people(self) -> set[int]:
        return set(User.objects.visible_to(self._request.user).values_list("pk", flat=True))

    @cached_property
    def _names(self) -> dict[tuple[type[models.Model], Any], str]:
        names: dict[tuple[type[models.Model], Any], str] = {}
        for field, keys in self._wanted.items():
            rows = self._screen.rows_to_choose(self._request, field, "visible_to").filter(pk__in=keys)
            names |= {(field.related_model, row.pk): str(row) for row in rows}
        return names

    @staticmethod
    def _fields(label: str) -> dict[str, AnyField]:
        try:
            meta = apps.get_model(label)._meta
        except LookupError:
            return {}
        return {field.attname: field for field in meta.concrete_fields} | {
            f.name: f for f in meta.many_to_many
        }

    def name_of(self, user: User | None) -> str:
        if user is None:
            return _("A command")
        return str(user) if user.pk in self._visible_people else _("A colleague elsewhere")

    def lines(self, entry: AuditEntry) -> list[str]:
        fields = self._fields(entry.model)
        what = f"{entry.kind_of_row} {entry.object_key or entry.object_id}"
        if entry.action == AuditEntry.Action.CREATE:
            return [_("%(what)s was added.") % {"what": what}]
        if entry.action == AuditEntry.Action.DELETE:
            return [_("%(what)s was deleted.") % {"what": what}]
        return [
            _("%(what)s, %(field)s: %(before)s → %(after)s")
            % {
                "what": what,
                "field": fields[name].verbose_name if name in fields else name,
                "before": self._value(fields.get(name), entry.before.get(name)),
                "after": self._value(fields.get(name), value),
            }
            for name, value in entry.after.items()
        ]

    def _value(self, field: AnyField | None, value: Any) -> str:
        if value is None or value in ("", []):
            return _("empty")
        if field is None:
            return str(value)
        if field.is_relation:
            keys = value if isinstance(value, list) else [value]
            return ", ".join(self._names.get((field.related_model, key), f"#{key}") for key in keys)
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.BooleanField):
            return _("yes") if value else _("no")
        try:
            value = field.to_python(value)
        except ValidationError:  # the record remembers what the column takes no longer
            return str(value)
        if isinstance(field, models.DateTimeField | models.DateField):
            return formats.localize(value)
        return (
            value.display()
            if isinstance(value, PartialDate)
            else f"“{Truncator(value).chars(LONGEST_VALUE)}”"
        )
