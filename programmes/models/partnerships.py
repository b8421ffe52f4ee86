"""The standing relation with one country: its levels over time, and what we note about it."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from embassy.languages import Localised
from embassy.models import Country, roles_of
from embassy.partial_dates import PartialDateField
from embassy.types import AnyUser, NaturalKey
from programmes.models.publishing import State, was
from programmes.models.shared import Versioned

if TYPE_CHECKING:
    from programmes.models.documents import Document


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def published_on(self, day: dt.date) -> Self:
        """Those that were published when an earlier day ended, and still are."""
        return self.published().filter(was(State.PARTNERSHIP_PUBLISHED, day))

    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(is_published=True)
            | Q(country__in=Country.objects.filter(missions__in=roles.mission_ids).values("pk"))
        )

    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            country__in=Country.objects.filter(missions__in=roles.administered_mission_ids).values("pk")
        )


class Partnership(Versioned):
    """Denmark's strategic partnership with one country."""

    country = models.OneToOneField(
        Country, models.PROTECT, related_name="partnership", verbose_name=_("country")
    )
    is_published = models.BooleanField(_("is published"), default=False)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["country__name_en"]

    def __str__(self) -> str:
        return self.country.name

    def get_absolute_url(self) -> str:
        return reverse("public:country", args=[self.country.slug])

    def natural_key(self) -> NaturalKey:
        return self.country.natural_key()


class PartnershipLevel(models.Model):
    """A step that the partnership took: strategic 2011, comprehensive green strategic 2021."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="levels", verbose_name=_("partnership")
    )
    title_da = models.CharField(_("title (Danish)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160)
    agreed_on = PartialDateField(_("agreed on"))
    documents: "models.ManyToManyField[Document, Any]" = models.ManyToManyField(
        "Document", related_name="levels", blank=True, verbose_name=_("documents")
    )

    title = Localised("title")

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["partnership", "agreed_on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "title_en"], name="level_is_reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.agreed_on})"

    def natural_key(self) -> NaturalKey:
        return (*self.partnership.natural_key(), self.title_en)


class NoteQuerySet(models.QuerySet["Note"]):
    def public(self) -> Self:
        return self.filter(
            Q(programme=None) | Q(programme__is_published=True, programme__is_named_only=False),
            Q(commitment=None)
            | Q(
                commitment__is_published=True,
                commitment__programme__is_published=True,
                commitment__programme__is_named_only=False,
            ),
            audience=Note.Audience.PUBLIC,
            partnership__is_published=True,
        )

    def visible_to(self, user: AnyUser) -> Self:
        """The public ones, and internal ones for the missions in the country."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Country.objects.filter(missions__in=roles.mission_ids).values("pk")
        public = self.model.objects.public().values("pk")
        return self.filter(Q(pk__in=public) | Q(partnership__country__in=here))

    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Country.objects.filter(missions__in=roles.administered_mission_ids).values("pk")
        return self.filter(partnership__country__in=here)


class Note(Versioned):
    """A sourced remark by the editors: public where readers should know, internal for doubts and press reports."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("internal")
        PUBLIC = "public", _("public")

    key = models.SlugField(_("short name"), max_length=80, unique=True)
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="notes", verbose_name=_("partnership")
    )
    programme = models.ForeignKey(
        "Programme", models.CASCADE, related_name="notes", null=True, blank=True, verbose_name=_("programme")
    )
    area = models.ForeignKey(
        "PriorityArea",
        models.CASCADE,
        related_name="notes",
        null=True,
        blank=True,
        verbose_name=_("priority area"),
    )
    commitment = models.ForeignKey(
        "Commitment",
        models.CASCADE,
        related_name="notes",
        null=True,
        blank=True,
        verbose_name=_("commitment"),
    )
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.INTERNAL)
    text_da = models.TextField(_("text (Danish)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    noted_on = PartialDateField(_("noted on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("What matters most to readers comes first.")
    )
    documents: "models.ManyToManyField[Document, Any]" = models.ManyToManyField(
        "Document", related_name="notes", blank=True, verbose_name=_("documents")
    )

    text = Localised("text")
    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["partnership", "position", "key"]

    def __str__(self) -> str:
        return self.key

    def natural_key(self) -> NaturalKey:
        return (self.key,)
