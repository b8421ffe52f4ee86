"""The programmes app, and what it asks to be called for: the end of a migration, and of a change set."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from embassy import audit, change_events  # noqa: PLC0415  (models must be loaded first)
        from programmes.actions import publishing_periods  # noqa: PLC0415
        from programmes.change_events import ChangeEvent  # noqa: PLC0415
        from programmes.counting import kept  # noqa: PLC0415
        from programmes.search import entries, index  # noqa: PLC0415
        from programmes.words.event_sentences import SENTENCES  # noqa: PLC0415

        post_migrate.connect(index.after_migrate, sender=self, dispatch_uid="programmes.search.index")
        post_migrate.connect(entries.fill_when_empty, sender=self, dispatch_uid="programmes.search_entries")
        pre_migrate.connect(kept.before_migrate, sender=self, dispatch_uid="programmes.counting.before")
        post_migrate.connect(kept.after_migrate, sender=self, dispatch_uid="programmes.counting.after")
        audit.change_set_hooks += [entries.follow, publishing_periods.follow, kept.follow]
        change_events.register(ChangeEvent, SENTENCES)
