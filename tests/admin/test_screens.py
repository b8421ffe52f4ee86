"""Every column that people may edit has its place on a screen, or a reason to have none."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import RequestFactory

from programmes.models import Activity
from tests import factories

# Column or model.column: why no form has it.
LEFT_OUT = {
    "is_demo": "only the demonstration command makes demonstration data",
    "user.groups": "rights come from memberships",
    "user.user_permissions": "rights come from memberships",
    "programme.closed_at": "a programme is closed on the staff pages",
    "programme.closed_by": "a programme is closed on the staff pages",
}


SORTING = re.compile(r'<a href="\?o=-?(\d+)')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "column"), [("commitment", "1"), ("programme", "2"), ("partnership", "1"), ("activity", "1")]
)
def test_the_column_of_names_offers_to_sort_and_does(client, model, column):
    for iso2 in ("KR", "CN"):
        factories.plan(2, iso2=iso2)
        Activity.objects.create(
            key=iso2, title_en=f"Meeting in {iso2}", takes_place_on="2021", kind="meeting", state="planned"
        )
    client.force_login(factories.superuser())
    address = f"/admin/programmes/{model}/"
    assert column in SORTING.findall(client.get(address).content.decode())

    def order(by):
        return [row.pk for row in client.get(f"{address}?o={by}").context["cl"].result_list]

    assert order(column) == list(reversed(order(f"-{column}")))


def test_no_screen_has_a_column_that_only_seems_to_sort():
    """Django takes a name with two underscores for a path to a column, and offers to sort by it."""
    assert [
        screen
        for screen in admin.site._registry.values()
        for name in screen.list_display
        if "__" in str(name)
    ] == []


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
