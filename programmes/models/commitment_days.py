"""Commitments by day: which an earlier day knows, how they stood and how they read, asked of the dated rows."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from embassy import clock
from programmes.models.programmes import Programme
from programmes.models.publishing import State, was
from programmes.models.wordings import Wording
from programmes.statuses import PublicStatus

if TYPE_CHECKING:
    from programmes.models.commitments import Commitment
    from programmes.models.status_reports import StatusReportQuerySet

Row_co = TypeVar("Row_co", bound="Commitment", covariant=True)
PUBLIC = "public"
WORDING_COLUMNS = ("text", "language", "provenance")


def status_reports() -> "StatusReportQuerySet":
    """The status reports, which know commitments and so can only be asked for by name here."""
    return apps.get_model("programmes", "StatusReport").objects.all()


def _plain(model: type[models.Model], name: str) -> Any:
    """The field of a column; of a reference that of the key which it holds."""
    field = model._meta.get_field(name)
    return getattr(field, "target_field", field)


class CommitmentsByDay(models.QuerySet[Row_co]):
    """What `CommitmentQuerySet` knows of days."""

    def published(self) -> Self:
        return self.filter(
            is_published=True,
            programme__is_published=True,
            programme__is_named_only=False,
            programme__partnership__is_published=True,
        )

    def published_on(self, day: dt.date) -> Self:
        """Those that were published when an earlier day ended, with their programme, and still are."""
        return self.published().filter(
            was(State.COMMITMENT_PUBLISHED, day),
            programme__in=Programme.objects.published_on(day).values("pk"),
        )

    def shown_on(self, day: dt.date) -> Self:
        """Those that pages of an earlier day tell of: agreed by then, and published then and now."""
        return self.agreed_by(day).published_on(day)

    def agreed_by(self, day: dt.date) -> Self:
        """Those that stood in the text of their programme by the end of a day, withdrawn since or not.

        A programme's commitments are agreed with its signing, or where none is recorded, when its period begins; one
        that an amendment added, from the day that its first wording holds.
        """
        wordings = Wording.objects.public().filter(commitment=OuterRef("pk"))
        return self.filter(
            Exists(wordings.begun_by(day)) | ~Exists(wordings),
            programme__in=Programme.objects.agreed_by(day).values("pk"),
        )

    def standing_on(self, day: dt.date) -> Self:
        """Those not withdrawn from their programme by a day."""
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))

    def counted_on(self, day: dt.date) -> Self:
        """The same as `counted`, when a past day ended."""
        return self.shown_on(day).standing_on(day).filter(programme__is_complete=True)

    def left_open_on(self, day: dt.date) -> Self:
        """The same as `shown_as_left_open`, when a past day ended."""
        shown = (
            self.shown_on(day).standing_on(day).filter(was(State.LEFT_OPEN, day), status_visibility=PUBLIC)
        )
        return shown.exclude(was(State.STATUS_WITHHELD, day))

    def with_status_on(self, day: dt.date) -> Self:
        """Adds `status_now` and `report_now` as they stood when a past day ended, from the reports themselves.

        What has been withdrawn or withheld since is not shown of any day, and what was withheld then not of that.
        """
        reports = (
            status_reports()
            .effective(at=clock.end_of_day(day))
            .danish()
            .filter(commitment=OuterRef("pk"))
            .latest_first()
        )
        is_withheld = ~Q(status_visibility=PUBLIC) | was(State.STATUS_WITHHELD, day)
        return self.annotate(
            status_now=Case(
                When(is_withheld, then=Value(PublicStatus.WITHHELD)),
                default=Coalesce(Subquery(reports.values("status")[:1]), Value(PublicStatus.NOT_REPORTED)),
                output_field=models.CharField(),
            ),
            report_now=Case(
                When(is_withheld, then=None),
                default=Subquery(reports.values("pk")[:1]),
                output_field=models.BigIntegerField(),
            ),
        )

    def with_report_on(self, day: dt.date) -> Self:
        """The same as `with_report_at`, as it stood when a past day ended."""
        shown = status_reports().filter(pk=OuterRef("report_now"))
        return self.with_status_on(day).annotate(
            as_of_now=Subquery(shown.values("as_of_on")[:1]),
            has_evidence=Exists(shown.exclude(evidence="", evidence_url="")),
        )

    def with_wording_on(self, day: dt.date, columns: Collection[str] = WORDING_COLUMNS) -> Self:
        """Adds columns of the wording that stands for all on a day, today or later: `wording_text` and so on.

        They come from the cached wording until the last day that the cache is true of; then from the wordings.
        """
        is_past = Q(wording_until_on__lt=day)
        wordings = Wording.objects.public().on(day).filter(commitment=OuterRef("pk")).by_precedence()
        standing = {
            f"wording_{name}": Case(
                When(is_past, then=Subquery(wordings.values(name)[:1])),
                default=F(f"current_wording__{name}"),
                output_field=_plain(Wording, name),
            )
            for name in columns
        }
        return self.annotate(**standing)
