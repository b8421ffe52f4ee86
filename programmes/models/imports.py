"""Files that somebody wants to take in, or has: what would change, what did, and by whom."""

import json
import zlib
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from embassy.days import MomentField
from embassy.models import ChangeSet, User, roles_of
from embassy.types import AnyUser
from programmes.models.programmes import Programme


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: AnyUser) -> Self:
        """One's own while one may import, and those into the programmes that one oversees."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        own = Q(uploaded_by=user.pk) if roles.administers or roles.keeps_shared_lists else Q(pk__in=[])
        return self.filter(own | Q(programme__in=Programme.objects.overseen_by(user).values("pk")))

    def decidable_by(self, user: AnyUser) -> Self:
        """Those that the user may apply, discard and undo: their own, and those into programmes that they edit."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        if not (roles.administers or roles.keeps_shared_lists):
            return self.none()
        into = Programme.objects.editable_by(user).values("pk")
        return self.filter(Q(uploaded_by=user.pk) | Q(programme__in=into))

    def waiting(self) -> Self:
        return self.filter(state=Import.State.PREVIEWED)


class Import(models.Model):
    """One upload of one or several files, previewed and then applied or discarded as a whole.

    `preview` is what the person was shown. `made_from` says which versions it was made from, and `digest` what it
    came to: when applying finds anything else, something changed in between and nothing is written.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("not applied yet")
        APPLIED = "applied", _("applied")
        DISCARDED = "discarded", _("discarded")
        UNDONE = "undone", _("undone")

    uploaded_at = MomentField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="imports", null=True, blank=True, verbose_name=_("uploaded by")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="imports", null=True, blank=True, verbose_name=_("programme"),
        help_text=_("Leave empty for shared lists, for several programmes, or for a programme that "
                    "the file itself creates."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEWED)
    options = models.JSONField(_("options"), default=dict)
    preview = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    made_from = models.JSONField(default=dict, editable=False)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    missing = models.PositiveIntegerField(_("missing from the file"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    applied_at = MomentField(_("applied at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="applied_imports",
        null=True,
        blank=True,
        verbose_name=_("applied by"),
    )
    change_set = models.OneToOneField(
        ChangeSet,
        models.PROTECT,
        related_name="of_import",
        null=True,
        blank=True,
        verbose_name=_("change set"),
    )
    undone_by = models.OneToOneField(
        ChangeSet, models.PROTECT, related_name="of_undone_import", null=True, blank=True,
        verbose_name=_("undone by"),
    )  # fmt: skip

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undone"]) | Q(applied_at__isnull=False),
                name="import_applied_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_by__isnull=False),
                name="import_undone_says_by_which_change",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(file.name for file in self.files.all())

    def get_absolute_url(self) -> str:
        return reverse("workspace:import-detail", args=[self.pk])

    @property
    def shown(self) -> dict[str, Any]:
        """The preview as it was stored: plain dictionaries and lists."""
        return json.loads(zlib.decompress(bytes(self.preview)))

    @property
    def counts(self) -> dict[str, int]:
        """The counts by the names that the preview has them under."""
        names = ("added", "changed", "unchanged", "missing", "errors")
        return {name: getattr(self, name) for name in names}

    @staticmethod
    def pack(preview: dict[str, Any]) -> bytes:
        """What `shown` reads: the same preview packs to the same bytes."""
        return zlib.compress(json.dumps(preview, ensure_ascii=False).encode(), 6)


class ImportFile(models.Model):
    """A file of an import. Its bytes are kept until it is applied or discarded; its hash for good."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="files", verbose_name=_("import"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=200)
    format = models.CharField(_("format"), max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    content = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of an import")
        ordering = ["of", "position"]
        constraints = [
            models.UniqueConstraint(fields=["of", "position"], name="import_file_has_its_place"),
        ]

    def __str__(self) -> str:
        return self.name
