"""What the record of changes says about rows of content: who made, changed or deleted them."""

from collections.abc import Iterable, Sequence

from django.db import models

from embassy.audit import Channel
from embassy.models import AuditEntry


class History:
    """What is on record about the rows of content: which this channel made, and which people deleted."""

    def __init__(self, models: Iterable[type[models.Model]]) -> None:
        labels = [model._meta.label_lower for model in models]
        entries = AuditEntry.objects.filter(model__in=labels).order_by("pk")
        ours = entries.filter(action=AuditEntry.Action.CREATE, change_set__channel=Channel.CONTENT)
        deleted = entries.filter(action=AuditEntry.Action.DELETE).exclude(change_set__channel=Channel.CONTENT)
        self.ours = {
            (label, key): object_id
            for label, key, object_id in ours.values_list("model", "object_key", "object_id")
        }
        self.made_here = {(label, object_id) for (label, _key), object_id in self.ours.items()}
        self.deleted = set(deleted.values_list("model", "object_id"))
        self.deleted_keys = set(deleted.values_list("model", "object_key"))

    def written_by_people(self, rows: Sequence[models.Model]) -> dict[str, set[str] | None]:
        """For rows by id: the names of columns and links that any other channel has written, or None for all."""
        if not rows:
            return {}
        label = rows[0]._meta.label_lower
        written: dict[str, set[str] | None] = {
            str(row.pk): set() if (label, str(row.pk)) in self.made_here else None for row in rows
        }
        entries = AuditEntry.objects.filter(model=label, object_id__in=list(written))
        for entry in entries.exclude(change_set__channel=Channel.CONTENT):
            names = written[entry.object_id]
            if names is not None:
                names |= entry.before.keys() | entry.after.keys()
        return written
