"""What happens to carry a commitment out."""

import datetime as dt
import secrets
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from embassy.languages import Localised
from embassy.models import SectorTeam, roles_of
from embassy.partial_dates import PartialDateField
from embassy.types import AnyUser, NaturalKey
from programmes.models.commitments import Commitment
from programmes.models.documents import Document
from programmes.models.programmes import Programme
from programmes.models.publishing import State, was
from programmes.models.shared import TextLanguage, Versioned


class ActivityQuerySet(models.QuerySet["Activity"]):
    def public(self) -> Self:
        """Public activities of at least one published commitment whose status is public."""
        shown = Activity.commitments.through.objects.filter(
            activity=OuterRef("pk"),
            commitment__is_published=True,
            commitment__programme__is_published=True,
            commitment__programme__is_named_only=False,
            commitment__programme__partnership__is_published=True,
            commitment__status_visibility=Commitment.Visibility.PUBLIC,
        )
        return self.filter(Exists(shown), is_public=True)

    def public_on(self, day: dt.date) -> Self:
        """Those that were public when an earlier day ended, and still are; of their commitments nothing is asked."""
        return self.public().filter(was(State.ACTIVITY_PUBLIC, day))

    def visible_to(self, user: AnyUser) -> Self:
        """The public ones, and all that carry out commitments of one's missions."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Activity.commitments.through.objects.filter(
            activity=OuterRef("pk"), commitment__programme__missions__in=roles.mission_ids
        )
        return self.filter(Exists(here) | Q(pk__in=self.model.objects.public().values("pk")))

    def carrying_out_what_is_kept_by(self, user: AnyUser) -> Self:
        """Those of one's own team's commitments, and those in the programmes that one administers."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        own = Activity.commitments.through.objects.filter(
            Q(commitment__owner_team__in=roles.team_ids)
            | Q(commitment__programme__in=Commitment.programmes_administered_by(user)),
            activity=OuterRef("pk"),
        )
        return self.filter(Exists(own))

    def editable_by(self, user: AnyUser) -> Self:
        """Of these, those that carry out nothing of a mission where one does not work: they are its record as well."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        teams = SectorTeam.objects.filter(pk__in=roles.team_ids)  # not `mission_ids`: headquarters reads all
        here = Programme.missions.through.objects.filter(
            Q(mission__in=teams.values("mission")) | Q(mission__in=roles.administered_mission_ids)
        ).values("programme")
        elsewhere = Activity.commitments.through.objects.filter(activity=OuterRef("pk")).exclude(
            Q(commitment__owner_team__in=roles.team_ids) | Q(commitment__programme__in=here)
        )
        return self.carrying_out_what_is_kept_by(user).filter(~Exists(elsewhere))


def new_activity_key() -> str:
    """A short name that nothing else has, for an activity to be known by in files."""
    return f"a-{secrets.token_hex(5)}"


class Activity(Versioned):
    """A meeting, workshop, visit, signing or project that carries commitments out."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        WORKSHOP = "workshop", _("workshop")
        VISIT = "visit", _("study visit")
        SIGNING = "signing", _("signing")
        PROJECT = "project", _("project")
        SECTOR_COOPERATION = "sector_cooperation", _("strategic sector cooperation")
        FUNDING = "funding", _("funding instrument")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    key = models.CharField(
        _("short name"), max_length=80, unique=True, default=new_activity_key, editable=False
    )
    commitments = models.ManyToManyField(Commitment, related_name="activities", verbose_name=_("commitments"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    title_da = models.CharField(_("title (Danish)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    takes_place_on = PartialDateField(_("date"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    participants = models.TextField(_("participants"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    text_language = models.CharField(
        _("language of place, participants and outcome"), max_length=2, choices=TextLanguage, default="en"
    )
    documents = models.ManyToManyField(
        Document, related_name="activities", blank=True, verbose_name=_("documents")
    )
    is_public = models.BooleanField(_("is public"), default=False)
    is_demo = models.BooleanField(_("is demonstration data"), default=False)

    title = Localised("title")
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-takes_place_on", "id"]

    def __str__(self) -> str:
        return str(self.title)

    def natural_key(self) -> NaturalKey:
        return (self.key,)
