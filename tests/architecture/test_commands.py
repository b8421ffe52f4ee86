"""Commands of ours speak one language, and end as scripts can rely on."""

import pytest
from django.core.management import get_commands, load_command_class

from embassy.commands import EnglishCommand

# It prints nothing translated, and what it makes is in the language of whoever asked for it.
WORKS_FOR_OTHERS = {"run_long_work"}
OURS = sorted(name for name, app in get_commands().items() if app in {"embassy", "programmes"})


def test_there_are_commands_to_ask():
    assert {"import_plan", "load_content", "send_reminders"} < set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_a_command_prints_english_only(name):
    is_english = isinstance(load_command_class(get_commands()[name], name), EnglishCommand)
    assert is_english is (name not in WORKS_FOR_OTHERS)
