"""A picture of all audited rows, and what the record of changes would make of an earlier one.

Whatever channel a change came through, the picture before it with its entries played over it must be the picture after.
"""

import json

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from embassy.audit import snapshot
from embassy.models import AuditEntry, ChangeSet
from programmes.models import KeptCount, PublishingPeriod, SearchEntry, SearchWord
from programmes.search import entries

ROOMS = ("embassy", "programmes")
# History itself, and what is made from other rows: what the search looks in, since when something is
# public, and kept counts.
NOT_RECORDED = {ChangeSet, AuditEntry, SearchEntry, SearchWord, PublishingPeriod, KeptCount}


def audited_models():
    """Every table of ours but those that are not in the record."""
    return [
        model for model in apps.get_models() if model._meta.app_label in ROOMS and model not in NOT_RECORDED
    ]


def _links(model):
    """The many-to-many fields whose rows have no table of their own to be recorded in."""
    return [field for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]


def _plain(values):
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def picture():
    """Every audited row as history would describe it: {(model, id): {column: value}}, links as sorted keys."""
    rows = {}
    for model in audited_models():
        for obj in model._base_manager.all():
            columns = rows[model._meta.label_lower, str(obj.pk)] = _plain(snapshot(obj))
            for field in _links(model):
                columns[field.name] = sorted(getattr(obj, field.name).values_list("pk", flat=True))
    return rows


def played_over(before, entries):
    """The picture that the entries, in order, say has come of an earlier one."""
    rows = {key: dict(columns) for key, columns in before.items()}
    links = {model._meta.label_lower: {f.name: [] for f in _links(model)} for model in audited_models()}
    for entry in entries:
        key = entry.model, entry.object_id
        if entry.action == AuditEntry.Action.CREATE:
            rows[key] = {**links[entry.model], **entry.after}
        elif entry.action == AuditEntry.Action.DELETE:
            del rows[key]
        else:
            rows[key].update(entry.after)
    return rows


def unrecorded(before):
    """Rows that are not as the picture before and the entries since then say: (model, id) and the columns."""
    seen = before["entries"]
    said = played_over(before["rows"], AuditEntry.objects.filter(pk__gt=seen).order_by("pk"))
    found = picture()
    return {
        key: sorted(
            name
            for name in {*said.get(key, {}), *found.get(key, {})}
            if said.get(key, {}).get(name) != found.get(key, {}).get(name)
        )
        for key in {*said, *found}
        if said.get(key) != found.get(key)
    }


def before():
    """What `unrecorded` and `change_sets_since` look back at."""
    entries.rebuild()  # factories write past the recorder, which the search follows
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last_set = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {"rows": picture(), "entries": last, "sets": last_set}


def change_sets_since(before):
    return list(ChangeSet.objects.filter(pk__gt=before["sets"]))
