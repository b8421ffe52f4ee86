"""What a list is narrowed to by its address."""

from django.http import QueryDict

from embassy.storable import storable
from programmes.workspace.forms.table import keys, place
from programmes.workspace.pages.freshness import Freshness, Narrowed

LONGEST_REFERENCE = 40


def wanted_of(sent: QueryDict) -> Narrowed:
    """The filters in the address; what is none of them is passed over."""
    freshness = sent.get("freshness", "")
    return Narrowed(
        programme=storable(sent.get("programme", ""))[:LONGEST_REFERENCE],
        area=place(sent.get("area")),
        team=next(iter(keys([sent.get("team", "")])), None),
        freshness=freshness if freshness in Freshness.values else "",
    )
