"""What happens: activities that carry commitments out, and events between the two countries."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy.languages import Localised
from embassy.models import Country, roles_of
from embassy.partial_dates import PartialDateField
from embassy.types import AnyUser, NaturalKey
from programmes.models.documents import Document
from programmes.models.partnerships import Partnership
from programmes.models.programmes import Programme
from programmes.models.shared import Versioned


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        return self.filter(is_public=True, partnership__is_published=True)

    def reviews(self) -> Self:
        """Those at which the two sides evaluate a programme: joint committee, mid-term and final review."""
        return self.filter(kind__in=Event.REVIEWS)

    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Country.objects.filter(missions__in=roles.mission_ids).values("pk")
        return self.filter(
            Q(is_public=True, partnership__is_published=True) | Q(partnership__country__in=here)
        )

    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Country.objects.filter(missions__in=roles.administered_mission_ids).values("pk")
        return self.filter(partnership__country__in=here)


class Event(Versioned):
    """A visit, signing, ministerial, review or milestone between the two countries."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("visit")
        SIGNING = "signing", _("signing")
        MINISTERIAL = "ministerial", _("ministerial meeting")
        SUMMIT = "summit", _("summit")
        MEETING = "meeting", _("meeting")
        JOINT_COMMITTEE = "joint_committee", _("joint committee")
        MIDTERM_REVIEW = "midterm_review", _("mid-term review")
        FINAL_REVIEW = "final_review", _("final review")
        MILESTONE = "milestone", _("milestone")
        OTHER = "other", _("other")

    # Those at which the two sides evaluate a programme.
    REVIEWS = frozenset({Kind.JOINT_COMMITTEE, Kind.MIDTERM_REVIEW, Kind.FINAL_REVIEW})

    key = models.SlugField(_("short name"), max_length=80, unique=True)
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="events", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title_da = models.CharField(_("title (Danish)"), max_length=250)
    title_en = models.CharField(_("title (English)"), max_length=250)
    starts_on = PartialDateField(_("date"))
    ends_on = PartialDateField(_("until"), null=True, blank=True)
    place_da = models.CharField(_("place (Danish)"), max_length=120, blank=True)
    place_en = models.CharField(_("place (English)"), max_length=120, blank=True)
    participants_da = models.TextField(_("participants (Danish)"), blank=True)
    participants_en = models.TextField(_("participants (English)"), blank=True)
    documents = models.ManyToManyField(
        Document, related_name="events", blank=True, verbose_name=_("documents")
    )
    programmes = models.ManyToManyField(
        Programme, through="EventProgramme", related_name="events", blank=True, verbose_name=_("programmes")
    )
    is_public = models.BooleanField(_("is public"), default=False)
    is_demo = models.BooleanField(_("is demonstration data"), default=False)

    title = Localised("title")
    place = Localised("place")
    participants = Localised("participants")
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_on", "key"]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.title}"

    def natural_key(self) -> NaturalKey:
        return (self.key,)


class EventProgramme(models.Model):
    """What an event did to a programme: signed, launched or reviewed it."""

    class Relation(models.TextChoices):
        SIGNED = "signed", _("signed")
        LAUNCHED = "launched", _("launched")
        REVIEWED = "reviewed", _("reviewed")

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme_links", verbose_name=_("event"))
    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="event_links", verbose_name=_("programme")
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)

    class Meta:
        verbose_name = _("programme of an event")
        verbose_name_plural = _("programmes of an event")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "programme", "relation"], name="event_does_a_thing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.programme}"

    def natural_key(self) -> NaturalKey:
        return (*self.event.natural_key(), self.programme.reference, self.relation)
