"""What became of an expected meeting."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.languages import active_language
from embassy.partial_dates import PartialDateFormField
from programmes.actions.activities import ANSWERS
from programmes.models import Commitment, Occurrence
from programmes.workspace.forms.activity import DATE_HINT, WORDS, LanguageField
from programmes.workspace.forms.report import TextField

State = Occurrence.State
OF_THE_ACTIVITY = ("takes_place_on", *WORDS, "is_public")


class MeetingForm(StaffForm):
    """Held, postponed or missed; when held: when, where, who and with what outcome.

    `version` is that of the answer that the writer was shown, 0 for none.
    """

    state = forms.ChoiceField(
        label=_("Was it held?"), widget=forms.RadioSelect,
        choices=[(State.HELD, _("Held")), (State.POSTPONED, _("Postponed")), (State.MISSED, _("Not held"))],
        error_messages={"required": _("Say whether the meeting was held.")},
    )  # fmt: skip
    takes_place_on = PartialDateFormField(label=_("Date"), required=False, help_text=DATE_HINT)
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    participants = TextField(label=_("Participants"), rows=2)
    outcome = TextField(label=_("Outcome"), rows=3)
    text_language = LanguageField(label=_("Language of what you write"))
    is_public = forms.BooleanField(
        label=_("Show it on the public page"), required=False,
        help_text=_("Anyone then reads whether it was held and, if so, title, date, place, participants and outcome."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note for colleagues"), required=False, max_length=300,
        help_text=_(
            "As in why it was postponed, and until when. "
            "Not shown on the public site. May be covered by access to documents."
        ),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, today: dt.date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today

    @staticmethod
    def begin(answer: Occurrence | None) -> dict[str, Any]:
        if answer is None:
            return {"state": State.HELD, "text_language": active_language(), "version": 0}
        initial = {"state": answer.state, "note": answer.note, "version": answer.version}
        initial["is_public"] = answer.is_public
        initial["text_language"] = active_language()
        if answer.activity:
            initial |= {name: getattr(answer.activity, name) for name in OF_THE_ACTIVITY}
        return initial

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        date = cleaned.get("takes_place_on")
        if cleaned.get("state") != State.HELD or "takes_place_on" in self.errors:
            return cleaned
        if date is None:
            self.add_error("takes_place_on", now_in_words("Say when it was held: the year is enough."))
        elif date.earliest > self.today:
            self.add_error("takes_place_on", now_in_words("This is still to come."))
        return cleaned

    @property
    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in OF_THE_ACTIVITY}


class RecurrenceForm(StaffForm):
    """What “bi-annual” means here."""

    recurrence = forms.ChoiceField(
        choices=[(value, label) for value, label in Commitment.Recurrence.choices if value in ANSWERS]
    )
