"""For migrations: rows whose keys have not the shape that a constraint is about to demand are given one that has.

What fits stays as it is. What does not could stand in no address, so no link is broken. Each change is in the record,
under “row changed”, with what stood there before.
"""

import re
import unicodedata

from django.utils.text import slugify

from embassy import clock

REASON = "This key could stand in no address. An upgrade gave it its shape."
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


def plain(text):
    """Digits and letters of other widths and scripts as their ASCII counterparts, where they have any."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text).strip()


def free(wanted, taken, *, longest):
    """The key, or with the next number behind it where it is taken."""
    key, number = wanted[:longest], 2
    while key in taken:
        ending = f"-{number}"
        key, number = wanted[: longest - len(ending)] + ending, number + 1
    return key


def in_record(apps, event, action, entries, model):
    """One change set for all rows of a model: (row, key, before, after) of each."""
    if not entries:
        return
    label = model._meta.label_lower
    change_set = apps.get_model("embassy", "ChangeSet").objects.create(
        at=clock.now(), channel="command", event=event, parameters={"model": label}, reason=REASON
    )
    entry = apps.get_model("embassy", "AuditEntry")
    entry.objects.bulk_create(
        entry(
            change_set=change_set, action=action, model=label, object_id=str(row.pk), object_key=key[:200],
            before=before, after=after,
        )
        for row, key, before, after in entries
    )  # fmt: skip


def reshape(apps, model, column, *, fits, wanted, scope=None, key=None):
    """Give each row of a model whose `column` does not fit the key that `wanted(row, taken)` says, and note it.

    `scope` is the column within which keys are unique, all rows unless said; `key(row)` is how history calls a row.
    """
    entries, taken = [], {}
    rows = list(model.objects.order_by("pk"))
    for row in rows:
        if fits(getattr(row, column)):
            taken.setdefault(scope and getattr(row, scope), set()).add(getattr(row, column))
    for row in rows:
        old = getattr(row, column)
        if fits(old):
            continue
        others = taken.setdefault(scope and getattr(row, scope), set())
        new = wanted(row, others)
        others.add(new)
        model.objects.filter(pk=row.pk).update(**{column: new})
        setattr(row, column, new)
        entries.append((row, key(row) if key else str(new), {column: old}, {column: new}))
    in_record(apps, "row_changed", "update", entries, model)


def reshape_slugs(apps, model, *, longest, scope=None):
    reshape(
        apps,
        model,
        "slug",
        fits=SLUG.fullmatch,
        wanted=lambda row, taken: free(slugify(row.slug) or f"x{row.pk}", taken, longest=longest),
        scope=scope,
    )
