"""How many commitments there are of what: numbers that the database keeps, so that no page need count rows."""

from typing import Any, Self

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from programmes.models.programmes import Programme


class KeptCountQuerySet(models.QuerySet["KeptCount"]):
    def of(self, *what: "KeptCount.What") -> Self:
        return self.filter(what__in=what)

    def counted(self) -> Self:
        """Those of programmes that totals are drawn from."""
        return self.filter(programme_id__in=Programme.objects.counted().values("pk"))

    def published(self) -> Self:
        """Those of published programmes."""
        return self.filter(programme_id__in=Programme.objects.published().values("pk"))

    def summed(self, *columns: str) -> models.QuerySet["KeptCount", tuple[Any, ...]]:
        """(some columns, how many), as often as there are any."""
        rows = self.order_by().values_list(*columns).annotate(total=Sum("number"))
        return rows.exclude(total=0)


class KeptCount(models.Model):
    """How many commitments of a programme that are listed wherever their programme is have something in common.

    Nobody writes these: triggers of the database do, with whatever writes a commitment, a mark of its sector or goal,
    or who is responsible for it (`programmes.counting`). The number is the sum over the rows that are alike but for
    their `part`: PostgreSQL adds a part for a change, so that nobody who writes waits for another, and now and then
    makes them one.
    """

    class What(models.TextChoices):
        """What is alike, and what `object_id`, `mark` and `status` hold of it."""

        PLACE = "place"  # area, kind, public status
        SIDES = "sides"  # SidesNamed, nothing, public status
        DAY = "day"  # whether evidence is named, the day that the latest public report is about
        MONTH = "month"  # the same of its month, so that few days need be read
        TRACK = "track"  # track
        SECTOR = "sector"  # sector
        GOAL = "goal"  # area, goal

    pk = models.CompositePrimaryKey("what", "programme_id", "object_id", "mark", "status", "part")
    what = models.CharField(max_length=6, choices=What)
    programme_id = (
        models.BigIntegerField()
    )  # of rows that may be gone while their counts still add up to nothing
    object_id = models.BigIntegerField(default=0)  # 0 for none
    mark = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, blank=True)
    part = models.BigIntegerField(default=0)
    number = models.IntegerField()

    objects = KeptCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept count")
        verbose_name_plural = _("kept counts")

    def __str__(self) -> str:
        key = (self.what, self.programme_id, self.object_id, self.mark, self.status)
        return f"{' '.join(map(str, key))}: {self.number}"
