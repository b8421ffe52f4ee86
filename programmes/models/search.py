"""What the search looks in: for everything that can be found its words, made anew from the rows they come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

_KINDS_APART = 10**12


class SearchEntry(models.Model):
    """The words under which one thing is found, folded (`programmes.search.text`), one space between.

    What people write about how something stands is never in here: no report, no internal note, no name of staff.
    That a row is indexed does not mean that anyone may see it: every search asks the rows' own QuerySets.
    The id is told by the kind and the row's own id, so that it is the same on every database.
    """

    class Kind(models.IntegerChoices):
        PARTNERSHIP = 1, _("partnership")
        PROGRAMME = 2, _("programme")
        ORGANISATION = 3, _("organisation")
        COMMITMENT = 4, _("commitment")
        PASSAGE = 5, _("passage")
        EVENT = 6, _("event")
        ACTIVITY = 7, _("activity")
        NOTE = 8, _("note")

    id = models.BigIntegerField(primary_key=True)
    object_id = models.BigIntegerField()
    head = models.TextField(blank=True)  # the words of titles and names
    words = models.TextField(blank=True)  # all words, those of the head too

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"{self.kind.label} {self.object_id}"

    @property
    def kind(self) -> Kind:
        return self.Kind(self.id // _KINDS_APART)

    @staticmethod
    def key(kind: int, object_id: int) -> int:
        """The id of a row's entry; with 0 the lower end of a kind's ids, with the next kind's 0 the upper."""
        return kind * _KINDS_APART + object_id


class SearchWord(models.Model):
    """A word that occurs in entries, between marks (`^korea$`): searched for parts of words and for slips.

    A word that no entry has any more stays until the next `rebuild`; it finds nothing.
    """

    marked = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return self.marked[1:-1]
