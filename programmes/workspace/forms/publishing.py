"""Which statuses are public, confirmed for many commitments in one go; publishing a programme; stopping a country."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.forms import StaffForm
from embassy.partial_dates import PartialDate, PartialDateFormField
from programmes.actions.publishing import Answers
from programmes.models import Programme
from programmes.models.programmes import NEEDS_LEAVE
from programmes.workspace.forms.fields import NOT_SHOWN, Choice, choice_field
from programmes.workspace.forms.terms import LONGEST_REASON


class ConfirmForm(StaffForm):
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


class PublishForm(StaffForm):
    """What is said of a programme before it is published, and which step is taken.

    `predecessors` are the programmes that it may have followed.
    """

    PUBLISH, EXISTENCE, KEEP = "publish", "existence", "keep"
    NONE = "none"

    predecessor = forms.ChoiceField(label=_("Which programme does it follow?"), required=False)
    legal_character = forms.ChoiceField(
        label=_("What is it in law?"), choices=Programme.LegalCharacter,
        help_text=_("Only as the text or the legal department states it."),
    )  # fmt: skip
    legal_character_source = forms.ChoiceField(
        label=_("Who states it?"),
        required=False,
        choices=[("", _("– nobody –")), *Programme.LegalSource.choices],
    )
    is_complete = forms.BooleanField(
        label=_("We have the full text"), required=False,
        help_text=_("Otherwise the list is not complete, and no totals are calculated from it."),
    )  # fmt: skip
    party_publication = forms.URLField(
        label=_("Where has a party published the text?"), required=False, max_length=500, assume_scheme="https",
        help_text=_("The web address. It is shown on the public page."),
        error_messages={"invalid": _("Write a whole web address, such as https://www.example.org/page.")},
    )  # fmt: skip
    partner_consented_on = PartialDateFormField(
        label=_("Or when did the partner consent?"), required=False,
        help_text=_("A year (2021), a month (2021-04) or a day (2021-04-18). Not shown on the public site."),
    )  # fmt: skip
    consent_note = forms.CharField(
        label=_("Who consented, and how?"), required=False, max_length=5000, help_text=NOT_SHOWN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    action = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(step, step) for step in (PUBLISH, EXISTENCE, KEEP)],
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        programme: Programme,
        predecessors: Collection[Programme],
        **options: Any,
    ) -> None:
        self.programme = programme
        self.predecessors = {str(one.pk): one for one in predecessors}
        super().__init__(data, initial=self._begin(), **options)
        named: list[Choice] = [
            (key, f"{one.reference} {one.title}") for key, one in self.predecessors.items()
        ]
        follows_none: list[Choice] = [(self.NONE, _("It follows none"))]
        choice_field(self, "predecessor").choices = [("", _("– choose –")), *named, *follows_none]

    def _begin(self) -> dict[str, Any]:
        names = ("legal_character", "legal_character_source", "is_complete", "party_publication", "consent_note",
                 "partner_consented_on", "version")  # fmt: skip
        before = str(self.programme.predecessor_id) if self.programme.predecessor_id else ""
        is_settled = self.programme.is_published or not self.predecessors
        return {name: getattr(self.programme, name) for name in names} | {
            "predecessor": before or (self.NONE if is_settled else ""),
            "is_complete": self.programme.is_complete or self._holds_full_text(),
        }

    def _holds_full_text(self) -> bool:
        """Whether that is to be taken of one of which only the existence is public: the page asks anew."""
        text = self.programme.text
        return bool(self.programme.is_named_only and text and text.kind == text.Kind.PROGRAMME_TEXT)

    @property
    def step(self) -> str:
        return self.cleaned_data.get("action") or self.KEEP

    def clean_partner_consented_on(self) -> PartialDate | None:
        date = self.cleaned_data["partner_consented_on"]
        if date and date.earliest > clock.today():
            raise forms.ValidationError(_("This date is in the future."))
        return date

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent, step = self.cleaned_data, self.step
        is_stated = sent.get("legal_character") != Programme.LegalCharacter.NOT_STATED
        if is_stated and not sent.get("legal_character_source") and "legal_character" in sent:
            self.add_error(
                "legal_character_source",
                now_in_words(
                    "Say who states the legal character: the text or the legal department. Where nobody does, it is "
                    "not stated."
                ),
            )
        if step != self.KEEP and not sent.get("predecessor") and "predecessor" not in self.errors:
            self.add_error(
                "predecessor", now_in_words("Say which programme it follows, or that it follows none.")
            )
        is_asked = not {"party_publication", "partner_consented_on"} & self.errors.keys()
        if step == self.PUBLISH and is_asked and not self.answers.give_leave:
            self.add_error("party_publication", now_in_words(NEEDS_LEAVE))
        return sent

    @property
    def answers(self) -> Answers:
        sent = self.cleaned_data
        is_stated = sent.get("legal_character") != Programme.LegalCharacter.NOT_STATED
        chosen = sent.get("predecessor")
        return Answers(
            party_publication=sent.get("party_publication", ""),
            partner_consented_on=sent.get("partner_consented_on"),
            consent_note=sent.get("consent_note", ""),
            legal_character=sent.get("legal_character", Programme.LegalCharacter.NOT_STATED),
            legal_character_source=sent.get("legal_character_source", "") if is_stated else "",
            predecessor=self.predecessors.get(chosen) if chosen else self.programme.predecessor,
            is_complete=sent.get("is_complete", False),
        )


class StopForm(StaffForm):
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
