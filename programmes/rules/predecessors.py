"""Which programmes one may have followed: others with the same country, none of which follows it."""

from django.db.models import F, Q

from embassy.types import AnyUser
from programmes.models import Programme


def possible_predecessors(programme: Programme, user: AnyUser) -> list[Programme]:
    """Those that the user sees, the latest first; and the one that is its predecessor now."""
    others = Programme.objects.filter(partnership=programme.partnership_id).exclude(pk=programme.pk)
    follows = dict(others.values_list("pk", "predecessor_id"))
    after = {programme.pk}
    while more := {pk for pk, before in follows.items() if before in after} - after:
        after |= more
    seen = Programme.objects.visible_to(user).filter(pk__in=others.values("pk")).exclude(pk__in=after)
    now = Programme.objects.filter(successors=programme)
    either = Programme.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=now.values("pk")))
    return list(
        either.select_related("partnership__country").order_by(
            F("starts_on").desc(nulls_last=True), "reference"
        )
    )
