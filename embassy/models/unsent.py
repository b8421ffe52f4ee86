"""Forms that could not be sent since the session was gone, kept for an hour for whoever had written in them."""

import datetime as dt
from typing import Self

from django.db import models
from django.http import QueryDict

from embassy.days import MomentField
from embassy.models.people import User
from embassy.types import AnyUser

KEPT_FOR = dt.timedelta(hours=1)


class UnsentFormQuerySet(models.QuerySet["UnsentForm"]):
    def written_by(self, user: AnyUser, *, at: dt.datetime) -> Self:
        """A person's own, as long as they are kept; nobody else reads them, superusers neither."""
        return self.filter(user=user.pk, kept_at__gt=at - KEPT_FOR)

    def expired(self, *, at: dt.datetime) -> Self:
        return self.filter(kept_at__lte=at - KEPT_FOR)


class UnsentForm(models.Model):
    """One form as it was sent: `fields` are lists of values by name, `labels` name those that hold typed text.

    `address` is the page on which it was written. Not on the record of changes: nothing was changed.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="unsent_forms")
    address = models.CharField(max_length=1000)
    fields = models.JSONField(default=dict)
    labels = models.JSONField(default=dict)
    kept_at = MomentField(db_index=True)

    objects = UnsentFormQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.address}"

    @property
    def data(self) -> QueryDict:
        """The fields as a form reads them."""
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data

    @property
    def texts(self) -> list[tuple[str, str]]:
        """(label, text) of what was typed."""
        return [
            (label, value)
            for name, label in self.labels.items()
            for value in self.fields.get(name, ())
            if value.strip()
        ]

    @property
    def way_back(self) -> str:
        """The address that opens the page with the form filled again."""
        mark = "&" if "?" in self.address else "?"
        return f"{self.address}{mark}unsent={self.pk}"
