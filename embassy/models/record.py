"""The record of every change: who wrote what, when, through which channel and why."""

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from embassy import change_events, clock
from embassy.days import MomentField
from embassy.models.people import User


class ChangeSet(models.Model):
    """One write, whatever its size: who made it, when, through which channel, why, and what it undoes.

    Rows are only ever added; triggers in the database refuse to change or delete them (see `embassy.triggers`).
    """

    class Channel(models.TextChoices):
        PAGE = "page", _("page")
        ADMIN = "admin", _("admin")
        IMPORT = "import", _("import")
        COMMAND = "command", _("command")
        CONTENT = "content", _("content")
        DEMO = "demo", _("demonstration")

    at = MomentField(_("at"), default=clock.now)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="change_sets", null=True, blank=True, verbose_name=_("by"),
        help_text=_("Empty when a command ran without a person."),
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    event = models.CharField(_("what was done"), max_length=40)
    parameters = models.JSONField(
        _("what it was done to"), encoder=DjangoJSONEncoder, default=dict, blank=True,
        help_text=_("References, titles and counts that its sentence names."),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("As the person wrote it."))
    undo_of = models.ForeignKey(
        "self", models.PROTECT, related_name="undone_by", null=True, blank=True, verbose_name=_("undoes")
    )

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        ordering = ["-id"]

    def __str__(self) -> str:
        return " ".join(filter(None, [f"#{self.pk}", self.get_channel_display(), self.words, self.reason]))

    @property
    def words(self) -> str:
        """What was done, in the reader's language; nothing where it was never classified."""
        return change_events.words(self.event, self.parameters)


class RecordRewriting(models.Model):
    """One lifting of the guard over the record: which operation, why, when, by whom, and how many rows it changed.

    Written by `embassy.triggers.rewriting_the_record` and by nothing else; guarded as the record itself is.
    """

    at = MomentField(_("at"), default=clock.now)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="record_rewritings", null=True, blank=True, verbose_name=_("by"),
        help_text=_("Empty when a migration or a command did it."),
    )  # fmt: skip
    operation = models.CharField(_("operation"), max_length=60)
    why = models.TextField(_("why"))
    changed = models.PositiveIntegerField(_("rows changed"))
    removed = models.PositiveIntegerField(_("rows removed"))

    class Meta:
        verbose_name = _("rewriting of the record")
        verbose_name_plural = _("rewritings of the record")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.operation}"


class AuditEntry(models.Model):
    """What one change set did to one row: the changed columns before and after.

    `object_key` is the row's readable key (a commitment's reference, a country's ISO code), so that a row can be
    recognised after it is gone. Columns that are only caches are left out; secrets show as changed, not as what.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("created")
        UPDATE = "update", _("changed")
        DELETE = "delete", _("deleted")

    change_set = models.ForeignKey(
        ChangeSet, models.PROTECT, related_name="entries", verbose_name=_("change set")
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    model = models.CharField(_("kind of row"), max_length=60)
    object_id = models.CharField(_("row"), max_length=40)
    object_key = models.CharField(_("key"), max_length=200, blank=True)
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder, default=dict)
    after = models.JSONField(_("after"), encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["model", "object_id"], name="audit_by_row"),
            models.Index(fields=["model", "object_key"], name="audit_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_of_row} {self.object_key or self.object_id} {self.get_action_display()}"

    @property
    def kind_of_row(self) -> str:
        """What its table is called by people; the table's own name where there is none any longer."""
        try:
            return capfirst(apps.get_model(self.model)._meta.verbose_name)
        except LookupError:
            return self.model
