"""The embassy app, and the moment after a migration when the append-only triggers are put back."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EmbassyConfig(AppConfig):
    name = "embassy"
    verbose_name = _("Embassy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from embassy import checks, triggers  # noqa: F401, PLC0415  (models must be loaded first)

        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="embassy.append_only")


class AdminConfig(admin.AdminConfig):
    """Django's admin behind our own door."""

    default = False  # of this module's two configurations, “embassy” alone means the other
    default_site = "embassy.admin_site.StaffSite"
