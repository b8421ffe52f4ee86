"""Commitments: what was undertaken, in which words, by whom; with caches of what is current."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.days import DayField, MomentField
from embassy.languages import Localised
from embassy.models import Roles, SectorTeam, User, roles_of
from embassy.types import AnyUser, NaturalKey
from programmes.keys import NUMBER, NumberField
from programmes.models.commitment_days import CommitmentsByDay, status_reports
from programmes.models.organisations import SDG, Organisation, Sector
from programmes.models.programmes import PriorityArea, Programme, Track
from programmes.models.publishing import State, states_on
from programmes.models.responsibilities import Responsibility, SidesNamed
from programmes.models.shared import Side, Versioned
from programmes.models.wordings import Wording
from programmes.statuses import CLOSED_STATUSES, Kind, PublicStatus, Status


def _reads_reports(roles: Roles) -> Q:
    """The commitments of whose reports somebody with these roles sees every one."""
    overseen = Programme.missions.through.objects.filter(mission__in=roles.overseen_mission_ids)
    return Q(owner_team__in=roles.team_ids) | Q(programme__in=overseen.values("programme"))


def _is_marked_with(goals: Collection[int]) -> Q:
    return Q(pk__in=Commitment.sdgs.through.objects.filter(sdg__in=goals).values("commitment"))


def _is_in_area_promoting(goals: Collection[int]) -> Q:
    return Q(area__in=PriorityArea.sdgs.through.objects.filter(sdg__in=goals).values("priorityarea"))


class CommitmentQuerySet(CommitmentsByDay["Commitment"]):
    def visible_to(self, user: AnyUser) -> Self:
        """The published ones, and the unpublished ones in the programmes of one's missions."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.visible_at(roles.mission_ids)

    def visible_at(self, missions: Collection[int]) -> Self:
        """The published ones, and the unpublished ones in the programmes of some missions, by their ids."""
        shown = Q(
            is_published=True,
            programme__is_published=True,
            programme__is_named_only=False,
            programme__partnership__is_published=True,
        )
        here = Programme.missions.through.objects.filter(mission__in=missions).values("programme")
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

    def overseen_by(self, user: AnyUser) -> Self:
        """Those that the user answers for or oversees: a lead's own team's, those of the missions overseen."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(owner_team__in=roles.led_team_ids) | Q(programme__in=Commitment.programmes_overseen_by(user))
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

    def reported_without_clearance(self) -> Self:
        """Those whose reports are public once submitted: so their team has it or, without one, all their missions."""
        missions = Programme.missions.through.objects.filter(programme=OuterRef("programme"))
        careful = missions.filter(mission__needs_clearance=True)
        return self.filter(
            Q(owner_team__needs_clearance=False) | (Q(owner_team=None) & Exists(missions) & ~Exists(careful))
        )

    def with_public_status(self) -> Self:
        """Those of which somebody has said that their status is public."""
        return self.filter(status_visibility=Commitment.Visibility.PUBLIC)

    def unconfirmed(self) -> Self:
        """Those of which nobody has said whether their status is public or withheld."""
        return self.filter(status_visibility=Commitment.Visibility.UNCONFIRMED)

    def without_title(self) -> Self:
        """Those that the editors have given no plain title in either language."""
        return self.filter(plain_title_da="", plain_title_en="")

    def with_unseen_title(self) -> Self:
        """Those without a plain title, for which a rule proposes one that nobody has accepted or dropped."""
        return self.without_title().exclude(proposed_title_da="", proposed_title_en="")

    def left_open(self) -> Self:
        """Those whose programme was closed without a final status of theirs, on purpose."""
        return self.exclude(left_open_because="")

    def notes_readable_by(self, user: AnyUser) -> Self:
        """Those whose internal notes, assessment and waiting-for the user may read: one's missions'."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Programme.missions.through.objects.filter(mission__in=roles.mission_ids).values("programme")
        return self.filter(programme__in=here)

    def reports_readable_by(self, user: AnyUser) -> Self:
        """Those of whose reports the user sees every one: one's own team's, and those of the missions overseen."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(_reads_reports(roles))

    def with_latest_seen_by(self, user: AnyUser, *, at: dt.datetime) -> Self:
        """Adds the latest report that this user sees: `seen_status` (empty for none) and what belongs to it.

        That is the team's own latest, whatever its state, where they read them all, and else the public one: a report
        that somebody may not see neither shows nor hides another.
        """
        roles = roles_of(user)
        own = When(_reads_reports(roles), then=Value(True))
        public = status_reports().filter(pk=OuterRef("report_now"))
        return self.with_status_at(at).annotate(
            reads_reports=Case(own, default=Value(roles.is_superuser)),
            seen_status=Case(
                When(reads_reports=True, then=F("latest_status")),
                When(status_now__in=Status.values, then=F("status_now")),
                default=Value(""),
                output_field=models.CharField(),
            ),
            seen_as_of_on=Case(
                When(reads_reports=True, then=F("latest_report__as_of_on")),
                default=Subquery(public.values("as_of_on")[:1]),
                output_field=models.DateField(),
            ),
            seen_state=Case(
                When(reads_reports=True, then=F("latest_report__state")),
                default=Subquery(public.values("state")[:1]),
                output_field=models.CharField(),
            ),
            seen_reported_at=Case(
                When(reads_reports=True, then=F("latest_reported_at")),
                default=Subquery(public.values("submitted_at")[:1]),
                output_field=models.DateTimeField(),
            ),
            seen_effective_at=Case(
                When(reads_reports=True, then=F("latest_report__effective_at")),
                default=Subquery(public.values("effective_at")[:1]),
                output_field=models.DateTimeField(),
            ),
        )

    def overdue_for(self, user: AnyUser, *, at: dt.datetime) -> Self:
        """Those whose deadline has passed where the user works, and whose latest report, as far as the user sees any,
        is not final.
        """
        passed = self.filter(withdrawn_on=None, due_on__lt=clock.day_of(at, roles_of(user).zone))
        return passed.with_latest_seen_by(user, at=at).exclude(seen_status__in=CLOSED_STATUSES)

    def carried_out_by(self, organisation: Organisation, *, on: dt.date) -> Self:
        """Those in which an organisation has a part on a day."""
        parts = Responsibility.objects.on(on).filter(organisation=organisation)
        return self.filter(pk__in=parts.values("commitment"))

    def with_status_at(self, at: dt.datetime) -> Self:
        """Adds `status_now` and `report_now`: the public status and its report's id at a moment.

        They come from the cache unless an embargo has ended since it was written; then from the reports themselves.
        """
        from_reports = (
            status_reports().effective(at=at).danish().filter(commitment=OuterRef("pk")).latest_first()
        )
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
        shown = status_reports().filter(pk=OuterRef("report_now"))
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

    def shown_as_left_open(self) -> Self:
        """Those of which public pages tell that their programme was closed without a final status of theirs."""
        return self.listed().left_open().with_public_status()

    def counted(self) -> Self:
        """Those that totals are drawn from: listed, in programmes whose full text is held here."""
        return self.without_unpublished_or_withdrawn().filter(
            programme__in=Programme.objects.counted().values("pk")
        )

    def marked_or_promoted(self, goals: Collection[int]) -> Self:
        """Those marked with one of some goals (their numbers), and those in an area whose text promotes one."""
        return self.filter(_is_marked_with(goals) | _is_in_area_promoting(goals))

    def marked_with(self, goals: Collection[int]) -> Self:
        """Those marked with one of some goals themselves."""
        return self.filter(_is_marked_with(goals))

    def only_promoted(self, goals: Collection[int]) -> Self:
        """Those that one of some goals is said of by the text of their area alone."""
        alone = [_is_in_area_promoting([goal]) & ~_is_marked_with([goal]) for goal in goals]
        return self.filter(Q(*alone, _connector=Q.OR))

    def in_sectors(self, slugs: Collection[str]) -> Self:
        """Those marked with one of some sectors, each once."""
        marks = Commitment.sectors.through.objects.filter(commitment=OuterRef("pk"), sector__slug__in=slugs)
        return self.filter(Exists(marks))


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
        """Whether the public is shown the status. It is not, before somebody has said so of this commitment."""

        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
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
    number = NumberField(
        _("number"), max_length=20, help_text=_("Ours, not the agreement's. It never changes.")
    )
    position = models.PositiveIntegerField(
        _("position"), help_text=_("Its place in the order of the programme.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    plain_title_da = models.CharField(_("plain title (Danish)"), max_length=160, blank=True)
    plain_title_en = models.CharField(_("plain title (English)"), max_length=160, blank=True)
    # What a rule made of the wording; a person has not seen it, and no page for readers reads it.
    proposed_title_da = models.CharField(
        _("proposed title (Danish)"), max_length=160, blank=True, editable=False
    )
    proposed_title_en = models.CharField(
        _("proposed title (English)"), max_length=160, blank=True, editable=False
    )
    recurrence = models.CharField(_("recurrence"), max_length=12, choices=Recurrence, blank=True)
    recurrence_other = models.CharField(_("recurrence, in words"), max_length=120, blank=True)
    due_on = DayField(_("deadline"), null=True, blank=True)
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
        _("status is"), max_length=12, choices=Visibility,
        default=Visibility.UNCONFIRMED,
        help_text=_("Unless it is public, the page says that the status is not published."),
    )  # fmt: skip
    is_published = models.BooleanField(_("is published"), default=False)
    left_open_because = models.CharField(
        _("closed without a final status, because"), max_length=300, blank=True, editable=False,
        help_text=_("Not shown on the public site. May be covered by access to documents."),
    )  # fmt: skip
    withdrawn_on = DayField(_("withdrawn on"), null=True, blank=True)

    # Caches, beside the dated rows they come from.
    current_wording = models.ForeignKey(
        Wording, models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    wording_until_on = models.DateField(
        null=True, blank=True, editable=False
    )  # the last day that it is true of
    public_status = models.CharField(
        max_length=20, choices=PublicStatus, default=PublicStatus.WITHHELD, editable=False
    )
    public_report = models.ForeignKey(
        "StatusReport", models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    public_next_at = MomentField(null=True, blank=True, editable=False)
    latest_status = models.CharField(max_length=20, choices=Status, blank=True, editable=False)
    latest_report = models.ForeignKey(
        "StatusReport", models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    latest_reported_at = MomentField(null=True, blank=True, editable=False)
    # Kept by the database with whoever is responsible (`programmes.counting`).
    sides_named = models.PositiveSmallIntegerField(
        choices=SidesNamed, default=SidesNamed.NOBODY, editable=False
    )

    audit_derived = frozenset(
        {
            "current_wording",
            "wording_until_on",
            "public_status",
            "public_report",
            "public_next_at",
            "latest_status",
            "latest_report",
            "latest_reported_at",
            "sides_named",
        }
    )

    # Added by `with_status_at` and `with_status_on`, by `with_wording_on`, and by the table to report in.
    status_now: str
    report_now: int | None
    wording_text: str | None
    wording_language: str | None
    wording_provenance: str | None
    newest_id: int | None

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
            models.Index(
                fields=["programme"],
                name="commitment_with_changing_sides",
                condition=Q(sides_named=SidesNamed.CHANGING),
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
            NUMBER.check("number", name="commitment_number_has_its_shape"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse(
            "public:commitment",
            args=[self.programme.partnership.country.slug, self.programme.slug, self.number],
        )

    def clean(self) -> None:
        """Of a programme of which only the existence is public, none is published before the whole."""
        if self.is_published and Programme.objects.filter(pk=self.programme_id, is_named_only=True).exists():
            raise ValidationError({
                "is_published": gettext("Of this programme only the existence is public. Publish the programme whole.")
            })  # fmt: skip

    @property
    def is_withheld(self) -> bool:
        """Whether the public is told only that its status is not published: so said, or not confirmed yet."""
        return self.status_visibility != self.Visibility.PUBLIC

    def was_withheld_on(self, day: dt.date) -> bool:
        """Whether its status was withheld when an earlier day ended, or is today."""
        return self.is_withheld or bool(states_on(day, (State.STATUS_WITHHELD, self.pk)))

    @property
    def reference(self) -> str:
        """As cited: `KR-2021-1.1.3`."""
        return f"{self.programme.reference}-{self.number}"

    def natural_key(self) -> NaturalKey:
        return (self.reference,)

    @staticmethod
    def programmes_overseen_by(user: AnyUser) -> models.QuerySet[Any]:
        """The ids of programmes of the missions that the user oversees, as a subquery."""
        return Programme.missions.through.objects.filter(
            mission__in=roles_of(user).overseen_mission_ids
        ).values("programme")

    @staticmethod
    def programmes_administered_by(user: AnyUser) -> models.QuerySet[Any]:
        """The ids of programmes of the missions that the user administers, as a subquery."""
        return Programme.missions.through.objects.filter(
            mission__in=roles_of(user).administered_mission_ids
        ).values("programme")
