"""The folded text in which lists of commitments look for words: composed here and nowhere else."""

from collections import defaultdict
from collections.abc import Iterable

from programmes.models import Organisation, OrganisationAlias
from programmes.search.text import fold


def search_text(*, own: Iterable[str], wordings: Iterable[str], organisations: Iterable[str]) -> str:
    """Of a commitment's `own` texts (number, titles), its wordings, and its organisations' names as folded before."""
    return " ".join(filter(None, [*map(fold, own), *map(fold, wordings), *organisations]))


class OrganisationNames:
    """The folded names under which organisations are found, each read and folded once; `ids` None reads all."""

    def __init__(self, ids: Iterable[int] | None = None) -> None:
        rows, aliases = Organisation.objects.all(), OrganisationAlias.objects.order_by("name")
        if ids is not None:
            ids = set(ids)
            rows, aliases = rows.filter(pk__in=ids), aliases.filter(organisation__in=ids)
        also = defaultdict(list)
        for organisation_id, name in aliases.values_list("organisation_id", "name"):
            also[organisation_id].append(name)
        self.slugs: dict[int, str] = {}
        self._names: dict[int, str] = {}
        for pk, slug, *names in rows.values_list("pk", "slug", "name_en", "name_da", "acronym"):
            self.slugs[pk] = slug
            self._names[pk] = " ".join(filter(None, map(fold, (*names, *also[pk]))))

    def of(self, organisation_ids: Iterable[int]) -> list[str]:
        return [self._names[pk] for pk in organisation_ids]
