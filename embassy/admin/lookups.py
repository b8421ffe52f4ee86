"""How the address of a list may filter it."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest

# How a list may be filtered by one of its own columns, as in `as_of_on__gte`.
COMPARISONS = frozenset({"exact", "in", "isnull", "gt", "gte", "lt", "lte", "year", "month", "day"})


class OfferedLookups(admin.ModelAdmin):
    """Only what the screen offers as a filter: any other column could be guessed letter by letter."""

    filterable: frozenset[str] = frozenset()  # further lookups that a list's address may hold

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        offered = set(self.filterable)
        for item in self.get_list_filter(request):
            name = item[0] if isinstance(item, list | tuple) else item
            offered.add(str(getattr(name, "parameter_name", name)))
        if self.date_hierarchy:
            offered.add(self.date_hierarchy)
        return lookup in offered or any(
            lookup == f"{name}__{comparison}" for name in offered for comparison in self._comparisons(name)
        )

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """A number that no calendar and no database holds is no filter, as any other that cannot be read."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def _comparisons(self, path: str) -> frozenset[str]:
        """How a filter on `path` may compare; a relation also by its key."""
        model = self.model
        try:
            for part in path.split("__"):
                model = model._meta.get_field(part).related_model
        except FieldDoesNotExist:
            return COMPARISONS
        return COMPARISONS | {f"{model._meta.pk.name}__exact"} if model else COMPARISONS
