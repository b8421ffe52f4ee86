"""Many-to-many lists: read as far as the person may see, and written without losing what they may not."""

from django.db.models import Prefetch


def visible_links(screen, request, model):
    """Prefetches that leave, of the many-to-many lists of a model's rows, what the person may see."""
    return [
        Prefetch(field.name, queryset=screen.rows_to_choose(request, field, "visible_to"))
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created
    ]


def forget_prefetched(obj):
    """A list read in part must not be taken for the whole when it is written."""
    obj._prefetched_objects_cache = {}


def write_links(record, obj, form):
    """Write the many-to-many lists of a form; links to rows that it did not offer stay as they are."""
    forget_prefetched(obj)
    for field in obj._meta.many_to_many:
        if field.name in form.cleaned_data and field.name in form.fields:
            offered = form.fields[field.name].queryset.values("pk")
            kept = getattr(obj, field.name).exclude(pk__in=offered)
            record.set_links(obj, field.name, [*form.cleaned_data[field.name], *kept])
