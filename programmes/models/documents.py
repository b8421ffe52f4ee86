"""Texts: files and links with their language and authenticity, and the passages that everything else cites."""

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from embassy.days import DayField
from embassy.languages import Localised
from embassy.models import SectorTeam, roles_of
from embassy.partial_dates import PartialDateField
from embassy.types import AnyUser, NaturalKey
from programmes.models.partnerships import Partnership
from programmes.models.publishing import State, was
from programmes.models.shared import TextLanguage, Versioned


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> Self:
        return self.filter(is_public=True, partnership__is_published=True)

    def public_on(self, day: dt.date) -> Self:
        """Those that were public when an earlier day ended, and still are."""
        return self.public().filter(
            was(State.DOCUMENT_PUBLIC, day), was(State.PARTNERSHIP_PUBLISHED, day, row="partnership")
        )

    def visible_to(self, user: AnyUser) -> Self:
        """The public ones, and restricted ones for the team they belong to and its mission's administrators."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        own = Q(team__in=roles.team_ids) | Q(partnership__country__missions__in=roles.overseen_mission_ids)
        shown = Q(is_public=True, partnership__is_published=True)
        return self.filter(pk__in=self.model._base_manager.filter(shown | own).values("pk"))

    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(partnership__country__missions__in=roles.administered_mission_ids).distinct()


class Document(Versioned):
    """A file or a link: a joint statement, the text of a programme, a page that something is known from."""

    class Kind(models.TextChoices):
        JOINT_STATEMENT = "joint_statement", _("joint statement")
        PROGRAMME_TEXT = "programme_text", _("text of a programme")
        TREATY = "treaty", _("treaty or memorandum")
        WEB_PAGE = "web_page", _("web page")
        PRESS_RELEASE = "press_release", _("press release")
        MINUTES = "minutes", _("minutes")
        OTHER = "other", _("other")

    class Authenticity(models.TextChoices):
        AUTHENTIC = "authentic", _("authentic text")
        OFFICIAL_TRANSLATION = "official_translation", _("official translation")
        COURTESY_TRANSLATION = "courtesy_translation", _("courtesy translation")

    key = models.SlugField(_("short name"), max_length=80, unique=True)
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="documents", verbose_name=_("partnership")
    )
    team = models.ForeignKey(
        SectorTeam, models.PROTECT, related_name="documents", null=True, blank=True, verbose_name=_("sector team"),
        help_text=_("The team that may read it while it is restricted."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title_da = models.CharField(_("title (Danish)"), max_length=250, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=250, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=TextLanguage)
    authenticity = models.CharField(_("authenticity"), max_length=24, choices=Authenticity, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    publisher_da = models.CharField(_("publisher (Danish)"), max_length=160, blank=True)
    publisher_en = models.CharField(_("publisher (English)"), max_length=160, blank=True)
    published_on = PartialDateField(_("published on"), null=True, blank=True)
    read_on = DayField(_("read on"), null=True, blank=True, help_text=_("When we last read it."))
    is_public = models.BooleanField(_("is public"), default=False)
    is_demo = models.BooleanField(_("is demonstration data"), default=False)

    title = Localised("title")
    publisher = Localised("publisher")
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.title)

    def clean(self) -> None:
        """The text of a programme of which only the existence is public is published with the whole."""
        if self.is_public and self.pk and self.programmes.filter(is_named_only=True).exists():
            raise ValidationError({
                "is_public": gettext("Of this programme only the existence is public. Publish the programme whole.")
            })  # fmt: skip

    def natural_key(self) -> NaturalKey:
        return (self.key,)


class Passage(models.Model):
    """A paragraph of a document's text, to the letter; lines broken by the layout are joined.

    `paragraph` counts through the whole document; `page` is empty where the text that we hold shows no pages.
    """

    class Style(models.TextChoices):
        HEADING1 = "heading1", _("heading")
        HEADING2 = "heading2", _("subheading")
        TEXT = "text", _("text")
        BULLET = "bullet", _("bullet")
        LIST = "list", _("list entry")
        SIGNATURE = "signature", _("signature")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="passages", verbose_name=_("document")
    )
    page = models.PositiveIntegerField(_("page"), null=True, blank=True)
    paragraph = models.PositiveIntegerField(_("paragraph"))
    style = models.CharField(_("style"), max_length=10, choices=Style, default=Style.TEXT)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["document", "paragraph"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "paragraph"], name="passage_paragraph_is_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ¶ {self.paragraph}"

    def natural_key(self) -> NaturalKey:
        return (*self.document.natural_key(), self.paragraph)
