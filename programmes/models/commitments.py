"""Commitments: what was undertaken, in which words, by whom; with caches of what is current."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.languages import Localised
from embassy.models import SectorTeam, User, roles_of
from embassy.types import AnyUser, NaturalKey
from programmes.models.organisations import SDG, Organisation, Sector
from programmes.models.programmes import PriorityArea, Programme, Track
from programmes.models.responsibilities import Responsibility
from programmes.models.shared import Side, Versioned
from programmes.models.wordings import Wording
from programmes.statuses import CLOSED_STATUSES, Kind, PublicStatus, Status

if TYPE_CHECKING:
    from programmes.models.status_reports import StatusReportQuerySet


def _reports() -> "StatusReportQuerySet":
    """The status reports, which know commitments and so can only be asked for by name here."""
    return apps.get_model("programmes", "StatusReport").objects.all()


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def published(self) -> Self:
        return self.filter(
            is_published=True, programme__is_published=True, programme__partnership__is_published=True
        )

    def visible_to(self, user: AnyUser) -> Self:
        """The published ones, and the unpublished ones in the programmes of one's missions."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        shown = Q(is_published=True, programme__is_published=True, programme__partnership__is_published=True)
        here = Programme.missions.through.objects.filter(mission__in=roles.mission_ids).values("programme")
        return self.filter(shown | Q(programme__in=here))

    def editable_by(self, user: AnyUser) -> Self:
        """Plain titles, sectors, responsibilities, owner: a lead's own team's, an administrator's missions'."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(owner_team__in=roles.led_team_ids)
            | Q(programme__in=Commitment.programmes_administered_by(user))
        )

    def proposable_by(self, user: AnyUser) -> Self:
        """Those to which one's own team may propose such an edit."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(owner_team__in=roles.team_ids)

    def reportable_by(self, user: AnyUser) -> Self:
        """Those whose status the user may report: one's own team's, unless withdrawn, or the programme is closed."""
        roles = roles_of(user)
        open_to_reports = self.filter(withdrawn_on=None, programme__closed_at=None)
        return (
            open_to_reports if roles.is_superuser else open_to_reports.filter(owner_team__in=roles.team_ids)
        )

    def recordable_by(self, user: AnyUser) -> Self:
        """Those whose meetings the user may record: one's own team's and one's missions', while reports are taken."""
        open_to_reports = self.filter(withdrawn_on=None, programme__closed_at=None)
        roles = roles_of(user)
        if roles.is_superuser:
            return open_to_reports
        return open_to_reports.filter(
            Q(owner_team__in=roles.team_ids) | Q(programme__in=Commitment.programmes_administered_by(user))
        )

    def notes_readable_by(self, user: AnyUser) -> Self:
        """Those whose internal notes, assessment and waiting-for the user may read: one's missions'."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Programme.missions.through.objects.filter(mission__in=roles.mission_ids).values("programme")
        return self.filter(programme__in=here)

    def open(self) -> Self:
        """Those whose latest word is not a final status."""
        return self.filter(withdrawn_on=None).exclude(latest_status__in=CLOSED_STATUSES)

    def overdue(self, *, on: dt.date) -> Self:
        """Open ones whose deadline has passed."""
        return self.open().filter(due_on__lt=on)

    def not_reported_since(self, at: dt.datetime) -> Self:
        """Open ones with no report, or none submitted at or after a moment."""
        return self.open().filter(Q(latest_reported_at=None) | Q(latest_reported_at__lt=at))

    def carried_out_by(self, organisation: Organisation, *, on: dt.date) -> Self:
        """Those in which an organisation has a part on a day."""
        parts = Responsibility.objects.on(on).filter(organisation=organisation)
        return self.filter(pk__in=parts.values("commitment"))

    def with_status_at(self, at: dt.datetime) -> Self:
        """Adds `status_now` and `report_now`: the public status and its report's id at a moment.

        They come from the cache unless an embargo has ended since it was written; then from the reports themselves.
        """
        from_reports = _reports().effective(at=at).danish().filter(commitment=OuterRef("pk")).latest_first()
        is_stale = Q(status_visibility=Commitment.Visibility.PUBLIC, public_next_at__lte=at)
        return self.annotate(
            status_now=Case(
                When(is_stale, then=Subquery(from_reports.values("status")[:1])),
                default=F("public_status"),
                output_field=models.CharField(),
            ),
            report_now=Case(
                When(is_stale, then=Subquery(from_reports.values("pk")[:1])),
                default=F("public_report_id"),
                output_field=models.BigIntegerField(),
            ),
        )

    def with_report_at(self, at: dt.datetime) -> Self:
        """Adds, beside the public status, the day that its report speaks of and whether that names evidence."""
        shown = _reports().filter(pk=OuterRef("report_now"))
        is_stale = Q(status_visibility=Commitment.Visibility.PUBLIC, public_next_at__lte=at)
        without = Q(public_report__evidence="", public_report__evidence_url="")
        named = Exists(shown.exclude(evidence="", evidence_url=""))
        return self.with_status_at(at).annotate(
            as_of_now=Case(
                When(is_stale, then=Subquery(shown.values("as_of_on")[:1])),
                default=F("public_report__as_of_on"),
                output_field=models.DateField(),
            ),
            has_evidence=Case(
                When(is_stale, then=named),
                When(Q(public_report=None) | without, then=Value(False)),
                default=Value(True),
                output_field=models.BooleanField(),
            ),
        )

    def with_sides_on(self, day: dt.date) -> Self:
        """Adds whether the text names somebody responsible on each side: `danish_named`, `partner_named`."""
        responsible = Responsibility.objects.on(day).responsible()
        named = {
            side: Case(
                When(pk__in=responsible.filter(side=side).values("commitment"), then=Value(True)),
                default=Value(False),
                output_field=models.BooleanField(),
            )
            for side in Side
        }
        return self.annotate(danish_named=named[Side.DANISH], partner_named=named[Side.PARTNER])

    def listed(self) -> Self:
        """Those that stand on public lists today: published, and not withdrawn from their programme."""
        return self.published().filter(withdrawn_on=None)

    def without_unpublished_or_withdrawn(self) -> Self:
        """Those that stand on public lists wherever their programme does: nothing is asked of the programme."""
        return self.filter(is_published=True, withdrawn_on=None)

    def counted(self) -> Self:
        """Those that totals are drawn from: listed, in programmes whose full text is held here."""
        return self.without_unpublished_or_withdrawn().filter(
            programme__in=Programme.objects.counted().values("pk")
        )

    def marked_or_promoted(self, goals: Collection[int]) -> Self:
        """Those marked with one of some goals (their numbers), and those in an area whose text promotes one."""
        marked = Commitment.sdgs.through.objects.filter(sdg__in=goals)
        promoted = PriorityArea.sdgs.through.objects.filter(sdg__in=goals)
        return self.filter(
            Q(pk__in=marked.values("commitment")) | Q(area__in=promoted.values("priorityarea"))
        )

    def in_sectors(self, slugs: Collection[str]) -> Self:
        """Those marked with one of some sectors, each once."""
        marks = Commitment.sectors.through.objects.filter(commitment=OuterRef("pk"), sector__slug__in=slugs)
        return self.filter(Exists(marks))

    def with_status_on(self, day: dt.date) -> Self:
        """Adds `status_now` and `report_now` as they stood when a past day ended, from the reports themselves.

        What has been withdrawn or withheld since is not shown of any day.
        """
        reports = (
            _reports()
            .effective(at=clock.end_of_day(day))
            .danish()
            .filter(commitment=OuterRef("pk"))
            .latest_first()
        )
        is_withheld = Q(status_visibility=Commitment.Visibility.WITHHELD)
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


class Commitment(Versioned):
    """One undertaking of a programme.

    Its number is given once and stays. Its official wording is in `Wording`; everything here is the editors' own
    (plain titles, kind, sectors, owner) or a cache. Caches are named in `audit_derived` and made anew, equal, by
    `programmes.actions.current.rebuild`.
    """

    Kind = Kind

    class Recurrence(models.TextChoices):
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        SEMIANNUAL = "semiannual", _("twice a year")
        ANNUAL = "annual", _("every year")
        BIENNIAL = "biennial", _("every second year")
        BIANNUAL = "biannual", _("“bi-annual”: twice a year or every second year")
        OTHER = "other", _("other")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public")
        WITHHELD = "withheld", _("withheld")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="commitments", verbose_name=_("programme")
    )
    area = models.ForeignKey(
        PriorityArea,
        models.PROTECT,
        related_name="commitments",
        null=True,
        blank=True,
        verbose_name=_("priority area"),
    )
    track = models.ForeignKey(
        Track, models.PROTECT, related_name="commitments", null=True, blank=True, verbose_name=_("track")
    )
    number = models.CharField(
        _("number"), max_length=20, help_text=_("Ours, not the agreement's. It never changes.")
    )
    position = models.PositiveIntegerField(
        _("position"), help_text=_("Its place in the order of the programme.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    plain_title_da = models.CharField(_("plain title (Danish)"), max_length=160, blank=True)
    plain_title_en = models.CharField(_("plain title (English)"), max_length=160, blank=True)
    recurrence = models.CharField(_("recurrence"), max_length=12, choices=Recurrence, blank=True)
    recurrence_other = models.CharField(_("recurrence, in words"), max_length=120, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    sectors = models.ManyToManyField(
        Sector, related_name="commitments", blank=True, verbose_name=_("sectors")
    )
    sdgs = models.ManyToManyField(SDG, related_name="commitments", blank=True, verbose_name=_("SDGs"))
    owner_team = models.ForeignKey(
        SectorTeam,
        models.PROTECT,
        related_name="commitments",
        null=True,
        blank=True,
        verbose_name=_("owning team"),
    )
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="owned_commitments", null=True, blank=True, verbose_name=_("owner"),
        help_text=_("The colleague in the team who follows it."),
    )  # fmt: skip
    status_visibility = models.CharField(
        _("status is"), max_length=10, choices=Visibility, default=Visibility.PUBLIC,
        help_text=_("Withheld: the page says that the status is not published."),
    )  # fmt: skip
    is_published = models.BooleanField(_("is published"), default=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    # Caches, beside the dated rows they come from.
    current_wording = models.ForeignKey(
        Wording, models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    public_status = models.CharField(
        max_length=20, choices=PublicStatus, default=PublicStatus.NOT_REPORTED, editable=False
    )
    public_report = models.ForeignKey(
        "StatusReport", models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    public_next_at = models.DateTimeField(null=True, blank=True, editable=False)
    latest_status = models.CharField(max_length=20, choices=Status, blank=True, editable=False)
    latest_report = models.ForeignKey(
        "StatusReport", models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    latest_reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    audit_derived = frozenset(
        {
            "current_wording",
            "public_status",
            "public_report",
            "public_next_at",
            "latest_status",
            "latest_report",
            "latest_reported_at",
            "search_text",
        }
    )

    # Added by `with_status_at` and `with_status_on`.
    status_now: str
    report_now: int | None

    plain_title = Localised("plain_title")
    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["programme", "position"]
        indexes = [
            models.Index(fields=["programme", "position"], name="commitment_in_order"),
            models.Index(fields=["public_status"], name="commitment_by_public_status"),
            # Everything that totals are counted by, so that no row need be read. SQLite wants the columns of the
            # condition in it, too, or reads the rows after all.
            models.Index(
                fields=["programme", "public_status", "kind", "area", "is_published", "withdrawn_on"],
                name="commitment_as_counted",
                condition=Q(is_published=True, withdrawn_on=None),
            ),
            models.Index(
                fields=["public_next_at"],
                name="commitment_under_embargo",
                condition=Q(public_next_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="commitment_number_is_unique_in_its_programme",
                violation_error_message=_("This number is taken in the programme. Numbers are never reused."),
            ),
            models.CheckConstraint(
                condition=Q(track=None) | Q(area__isnull=False),
                name="commitment_in_a_track_is_in_its_area",
                violation_error_message=_("A commitment in a track needs the track's area."),
            ),
            models.CheckConstraint(
                condition=Q(recurrence="other") | Q(recurrence_other=""),
                name="commitment_recurrence_in_words_is_for_other",
                violation_error_message=_("Words for the recurrence go with the choice “other”."),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="commitment_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse(
            "public:commitment",
            args=[self.programme.partnership.country.slug, self.programme.slug, self.number],
        )

    @property
    def reference(self) -> str:
        """As cited: `KR-2021-1.1.3`."""
        return f"{self.programme.reference}-{self.number}"

    def natural_key(self) -> NaturalKey:
        return (self.reference,)

    @staticmethod
    def programmes_administered_by(user: AnyUser) -> models.QuerySet[Any]:
        """The ids of programmes of the missions that the user administers, as a subquery."""
        return Programme.missions.through.objects.filter(
            mission__in=roles_of(user).administered_mission_ids
        ).values("programme")
