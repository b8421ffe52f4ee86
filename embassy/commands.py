"""Commands of ours: for operators, in English whatever the site's first language is."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation


class EnglishCommand(BaseCommand):
    """All that it prints is in one language: its own sentences are English, so those that are translated are, too."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override("en"):
            return super().execute(*args, **options)
