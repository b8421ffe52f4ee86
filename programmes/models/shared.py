"""What several tables have in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Who a statement or a responsibility belongs to."""

    DANISH = "danish", _("Danish side")
    PARTNER = "partner", _("Partner side")


class TextLanguage(models.TextChoices):
    """The languages that texts come in (ISO 639-1)."""

    DANISH = "da", _("Danish")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    KOREAN = "ko", _("Korean")
    CHINESE = "zh", _("Chinese")
    JAPANESE = "ja", _("Japanese")
    SPANISH = "es", _("Spanish")
    INDONESIAN = "id", _("Indonesian")
    HINDI = "hi", _("Hindi")
    VIETNAMESE = "vi", _("Vietnamese")


class Versioned(models.Model):
    """A row that people edit: `version` counts its saves, and a form carries the one it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
