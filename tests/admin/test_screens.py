"""Every column that people may edit has its place on a screen, or a reason to have none."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import RequestFactory

from tests import factories

# Column or model.column: why no form has it.
LEFT_OUT = {
    "is_demo": "only the demonstration command makes demonstration data",
    "user.groups": "rights come from memberships",
    "user.user_permissions": "rights come from memberships",
    "programme.closed_at": "a programme is closed on the staff pages",
    "programme.closed_by": "a programme is closed on the staff pages",
}


@pytest.mark.django_db
def test_no_column_is_forgotten():
    request = RequestFactory().get("/admin/")
    request.user = factories.superuser()
    forgotten = []
    for model, screen in admin.site._registry.items():
        if screen.is_read_only:
            continue
        shown = set(flatten_fieldsets(screen.fieldsets or [(None, {"fields": screen.fields})]))
        shown |= {inline.fk_name for inline in screen.inlines}
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            if not field.editable or field.auto_created or field.name in shown:
                continue
            if field.many_to_many and not field.remote_field.through._meta.auto_created:
                continue  # its rows are edited below
            name = f"{model._meta.model_name}.{field.name}"
            if name not in LEFT_OUT and field.name not in LEFT_OUT:
                forgotten.append(name)
    assert not forgotten
