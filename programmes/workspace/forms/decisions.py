"""Clearing, returning and withdrawing reports, and deciding on proposals."""

import datetime as dt
from typing import Any

from django import forms
from django.forms.utils import from_current_timezone
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.forms import StaffForm
from embassy.models import Mission
from embassy.types import StrOrPromise
from programmes.workspace.forms.fields import choice_field
from programmes.workspace.forms.report import DateInput

LONGEST_REASON = 2000
# Longer than any negotiation that a status was kept back for. What must never be public is withheld instead.
LONGEST_EMBARGO = dt.timedelta(days=5 * 366)


class TimeInput(forms.TimeInput):
    input_type = "time"


class ClearForm(StaffForm):
    """Public at once, or from a moment said in Copenhagen's time or in the mission's.

    Where the status is not published, there is no moment to ask for: it is cleared, and no more.
    """

    AT_ONCE, LATER = "now", "later"
    COPENHAGEN, MISSION = "copenhagen", "mission"

    when = forms.ChoiceField(
        label=_("When does it become public?"), widget=forms.RadioSelect, initial=AT_ONCE,
        choices=[(AT_ONCE, _("At once")), (LATER, _("From a moment that I set (embargo)"))],
    )  # fmt: skip
    embargo_on = forms.DateField(label=_("Day"), required=False, widget=DateInput())
    embargo_at = forms.TimeField(label=_("Time"), required=False, widget=TimeInput(format="%H:%M"))
    clock = forms.ChoiceField(label=_("By the clock in"), initial=COPENHAGEN)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        mission: Mission | None,
        now: dt.datetime,
        asks_when: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.asks_when = asks_when
        self.now = now
        self.zones = {self.COPENHAGEN: clock.COPENHAGEN}
        choices: list[tuple[str, StrOrPromise]] = [(self.COPENHAGEN, _("Copenhagen"))]
        if mission is not None:
            self.zones[self.MISSION] = mission.zone
            choices.append((self.MISSION, str(mission.city)))
        choice_field(self, "clock").choices = choices
        if not asks_when:
            self.fields.clear()

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("when") != self.LATER or self.errors:
            return cleaned | {"embargo_until": None}
        for name, complaint in (
            ("embargo_on", now_in_words("Give the day on which it becomes public.")),
            ("embargo_at", now_in_words("Give the time at which it becomes public.")),
        ):
            if cleaned.get(name) is None:
                self.add_error(name, complaint)
        if cleaned.get("embargo_on") and cleaned["embargo_on"] > (self.now + LONGEST_EMBARGO).date():
            self.add_error(
                "embargo_on",
                now_in_words(
                    "An embargo lasts five years at most. If the status must never be public, withhold it."
                ),
            )
        if not self.errors:
            cleaned["embargo_until"] = self._moment(cleaned)
        return cleaned

    def _moment(self, cleaned: dict[str, Any]) -> dt.datetime | None:
        wanted = dt.datetime.combine(cleaned["embargo_on"], cleaned["embargo_at"])
        with timezone.override(self.zones[cleaned["clock"]]):
            try:
                moment = from_current_timezone(wanted)
            except forms.ValidationError:
                self.add_error("embargo_at", now_in_words("The clocks change then; choose another time."))
                return None
        if moment <= self.now:
            self.add_error(
                "embargo_on",
                now_in_words("This moment has passed. Choose a later one, or “At once”."),
            )
        return moment


class ReasonForm(StaffForm):
    """A decision that needs a word of explanation."""

    reason = forms.CharField(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}))


class ReturnForm(ReasonForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = _("What is missing?")
        self.fields["reason"].help_text = _(
            "The team reads this. Not shown on the public site. May be covered by access to documents."
        )
        self.fields["reason"].error_messages["required"] = _("Say what is missing, so that it can be mended.")


class WithdrawForm(ReasonForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = _("Why is it withdrawn?")
        self.fields["reason"].help_text = _(
            "Colleagues read this. Not shown on the public site. May be covered by access to documents."
        )
        self.fields["reason"].error_messages["required"] = _(
            "Say why, so that colleagues understand it later."
        )


class DecisionForm(StaffForm):
    """Accept or decline a proposal, as seen against one version of the commitment."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    version = forms.IntegerField(min_value=1)
