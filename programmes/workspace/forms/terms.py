"""What a lead says of a commitment, each time with a reason: whether its status is public, and its deadline."""

from django import forms
from django.utils.translation import gettext_lazy as _

from embassy.days import DayFormField
from embassy.forms import StaffForm
from programmes.models import Commitment
from programmes.workspace.forms.report import DateInput

Visibility = Commitment.Visibility
LONGEST_REASON = 300


class WithReason(StaffForm):
    """A change that history keeps with its reason; `version` is that of the commitment that the writer saw."""

    reason = forms.CharField(
        label=_("Why?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Colleagues read this in the history. "
            "Not shown on the public site. May be covered by access to documents."
        ),
        error_messages={"required": _("Say why, so that colleagues understand it later.")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class VisibilityForm(WithReason):
    visibility = forms.ChoiceField(
        label=_("The status of this commitment is"), widget=forms.RadioSelect,
        choices=[(Visibility.PUBLIC, _("Public")), (Visibility.WITHHELD, _("Withheld"))],
        error_messages={"required": _("Choose one of the two.")},
    )  # fmt: skip
    field_order = ("visibility", "reason", "version")


class DeadlineForm(WithReason):
    due_on = DayFormField(
        label=_("Deadline"), required=False, widget=DateInput(), help_text=_("Leave it empty to lift it."),
        error_messages={"invalid": _("Write the day as 2026-03-12.")},
    )  # fmt: skip
    field_order = ("due_on", "reason", "version")
