"""Which statuses are public, confirmed for many commitments in one go; and stopping publication for a country."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.workspace.forms.terms import LONGEST_REASON


class ConfirmForm(forms.Form):
    """Of the commitments on the page, those that are withheld; `shown` are all of them, so that no other is meant."""

    shown = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)
    withheld = forms.TypedMultipleChoiceField(label=_("Withhold the status"), coerce=int, required=False)
    is_read = forms.BooleanField(
        label=_("I have looked through these commitments. The statuses that are not ticked are public."),
        error_messages={"required": _("Say that you have looked through them: tick the box above the button.")},
    )  # fmt: skip

    def __init__(self, *args: Any, commitments: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("shown", "withheld"):
            self.fields[name].choices = [(pk, pk) for pk in commitments]  # type: ignore[attr-defined]


class StopForm(forms.Form):
    """Stopping what is public, or showing it again."""

    action = forms.ChoiceField(choices=[("stop", "stop"), ("resume", "resume")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why (optional)"), max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Colleagues read this in the history. "
            "Not shown on the public site. May be covered by access to documents."
        ),
    )  # fmt: skip
