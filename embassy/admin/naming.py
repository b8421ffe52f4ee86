"""Names of rows for a page of the admin: those that its reader sees by name, the others by their number."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import ngettext

from embassy.admin.rights import RowRights
from embassy.deletions import owning_columns


def names_of_rows(screen: RowRights[Any], request: HttpRequest, rows: Iterable[models.Model]) -> list[str]:
    """“Commitment: KR-2021-1.1.1” for each row that the reader sees; how many more there are."""
    rows = list(rows)
    seen = {(type(row), row.pk) for row in _visible(screen, request, rows)}
    names = [f"{capfirst(str(row._meta.verbose_name))}: {row}" for row in rows if (type(row), row.pk) in seen]
    hidden = len(rows) - len(names)
    if hidden:
        words = ngettext("%(count)d that you may not see", "%(count)d that you may not see", hidden)
        names.append(words % {"count": hidden})
    return names


def _visible(screen: RowRights[Any], request: HttpRequest, rows: list[models.Model]) -> list[models.Model]:
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    visible: list[models.Model] = []
    for model, own in by_model.items():
        visible += _visible_of_one_model(screen, request, model, own)
    return visible


def _visible_of_one_model(
    screen: RowRights[Any], request: HttpRequest, model: type[models.Model], rows: list[models.Model]
) -> list[models.Model]:
    """A row without a screen of its own is seen with what it is part of; without that, by superusers."""
    if screen.admin_site.is_registered(model):
        seen = screen.screen_of(model).rows(request.user, "visible_to").filter(pk__in=[r.pk for r in rows])
        keys = set(seen.values_list("pk", flat=True))
        return [row for row in rows if row.pk in keys]
    names = [column.name for column in owning_columns(model)]
    owners = {row.pk: [owner for name in names if (owner := getattr(row, name))] for row in rows}
    seen_owners = _visible(screen, request, [owner for own in owners.values() for owner in own])
    return [row for row in rows if owners[row.pk] and all(owner in seen_owners for owner in owners[row.pk])]
