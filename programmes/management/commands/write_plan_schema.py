"""Write the published JSON Schema of a plan anew, after a column or a public field was added. Exit status: 0 done."""

from typing import Any

from embassy.commands import EnglishCommand
from programmes.transfer.formats import document


class Command(EnglishCommand):
    help = "Write the JSON Schema of a plan from the columns."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        is_changed = document.write_schema()
        self.stdout.write(f"{document.ADDRESS}: {'written anew' if is_changed else 'unchanged'}")
