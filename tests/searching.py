"""What lists of commitments find in words."""

from programmes.models import Commitment, SearchEntry
from programmes.search.matching import matching


def numbers_with(q, rows=None):
    """The numbers of commitments that a list finds for a question, without making the search's entries anew."""
    found = matching(Commitment.objects.all() if rows is None else rows, SearchEntry.Kind.COMMITMENT, q)
    return sorted(found.values_list("number", flat=True))
