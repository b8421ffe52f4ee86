"""How a mission's staff are reminded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from programmes.models import ReminderSettings

LONGEST_WAIT = 104


class ReminderForm(StaffForm):
    """`version` is that of the settings that the form began from, 0 where nobody has set any."""

    is_on = forms.BooleanField(label=_("Reminders are sent"), required=False)
    stale_after_weeks = forms.IntegerField(
        label=_("Weeks until a report counts as old"), min_value=1, max_value=LONGEST_WAIT,
        help_text=_("Then the team is reminded."),
    )  # fmt: skip
    escalate_after_weeks = forms.IntegerField(
        label=_("Weeks until the lead or administrator is told"), min_value=1, max_value=LONGEST_WAIT,
        help_text=_("When nobody reports: first the lead, and after as many weeks again the administrator."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def begin(rules: ReminderSettings) -> dict[str, Any]:
        names = ("is_on", "stale_after_weeks", "escalate_after_weeks")
        return {name: getattr(rules, name) for name in names} | {"version": rules.version if rules.pk else 0}

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
