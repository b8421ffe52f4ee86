"""Sending an agreement text, deciding about its outline, and confirming what the draft programme is called."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.models import Mission
from embassy.partial_dates import PartialDateFormField
from programmes.agreements.review.review import Body
from programmes.agreements.review.review_service import Decision
from programmes.intake import gates
from programmes.intake.refusal import Refused
from programmes.keys import REFERENCE
from programmes.models import Commitment, Partnership, Programme
from programmes.models.programmes import LONGEST_PROGRAMME_YEARS, RUNS_TOO_LONG, runs_too_long
from programmes.models.shared import Side
from programmes.workspace.forms.fields import choice_field

LONGEST_PASTE = 1_000_000
Recurrence = Commitment.Recurrence


def continue_from(form: forms.Form, since: int) -> None:
    """Keep what was written, as an answer to what is decided now."""
    data = cast(QueryDict, form.data).copy()
    data["since"] = str(since)
    form.data = data


class AgreementForm(StaffForm):
    """A file, or pasted text; for a mission, and perhaps as a later version of one of its programmes."""

    to_the_letter = frozenset({"text"})  # the reader knows what a soft hyphen at the end of a line is
    file = forms.FileField(
        label=_("File"), required=False,
        widget=forms.FileInput(attrs={"class": "form-input", "accept": ".pdf,.docx,.txt"}),
        help_text=_("PDF with text in it (not a scan), Word (.docx) or plain text, up to 10 MB."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Or paste the text"), required=False, max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"class": "form-input", "rows": 8}),
        help_text=_("With its headings and line breaks."),
    )  # fmt: skip
    mission = forms.ChoiceField(label=_("Mission"))
    compared_with = forms.ChoiceField(
        label=_("Is it a later version of a programme?"), required=False,
        help_text=_("Then you see what is new, reworded and gone; nothing of the programme is changed."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, missions: Iterable[Mission], programmes: Iterable[Programme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.missions = {str(mission.pk): mission for mission in missions}
        self.programmes = {programme.reference: programme for programme in programmes}
        choice_field(self, "mission").choices = [
            (key, str(mission)) for key, mission in self.missions.items()
        ]
        choice_field(self, "compared_with").choices = [
            ("", _("No, it is a new programme")),
            *((key, f"{key} {programme}") for key, programme in self.programmes.items()),
        ]

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file:
            try:
                gates.check_size(file.size)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self.errors and bool(data.get("file")) == bool(data.get("text")):
            self.add_error("file", _("Choose a file, or paste the text: one of the two."))
        mission, programme = self.chosen_mission, self.chosen_programme
        if mission and programme and programme.partnership.country_id != mission.country_id:
            self.add_error("compared_with", _("That programme is with another country."))
        return data

    @property
    def destination(self) -> Mission:
        """The mission that a valid form is sent to."""
        return self.missions[self.cleaned_data["mission"]]

    @property
    def chosen_mission(self) -> Mission | None:
        return self.missions.get(self.cleaned_data.get("mission", ""))

    @property
    def chosen_programme(self) -> Programme | None:
        return self.programmes.get(self.cleaned_data.get("compared_with", ""))

    @property
    def source(self) -> tuple[str, bytes]:
        """(name, bytes) of what was sent."""
        file = self.cleaned_data["file"]
        return (file.name, file.read()) if file else ("text.txt", self.cleaned_data["text"].encode())


class BodyForm(StaffForm):
    """Who one organisation is. `known` are (slug, name) of those that are there already."""

    choice = forms.ChoiceField(label=_("It is"), required=False)
    called = forms.CharField(label=_("Name, in English"), max_length=160, required=False)
    acronym = forms.CharField(label=_("Short name"), max_length=20, required=False)
    side = forms.ChoiceField(
        label=_("Side"), required=False, choices=[("", _("Neither: international or joint")), *Side.choices]
    )

    def __init__(self, data: Any = None, *, body: Body, known: list[tuple[str, str]]) -> None:
        self.body = body
        begin = {name: getattr(body, name) for name in ("choice", "called", "acronym", "side")}
        super().__init__(data, prefix=body.name, initial=begin)
        choice_field(self, "choice").choices = [
            ("", _("Not decided yet")),
            ("new", _("A new organisation")),
            ("none", _("Not an organisation")),
            (_("One that is here already"), known),
        ]

    @property
    def about(self) -> str:
        return self.body.called

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("choice") == "new" and not data.get("called"):
            self.add_error("called", _("A new organisation needs its name."))
        return data

    @property
    def decision(self) -> Decision | None:
        """(operation, item, values), or None when nothing was decided or changed."""
        data = self.cleaned_data
        begin = {name: getattr(self.body, name) for name in ("called", "acronym", "side")}
        is_same = data["choice"] == self.body.choice and (
            data["choice"] != "new" or begin == {name: data[name] for name in begin}
        )
        if is_same or not data["choice"]:
            return None
        values = {"choice": data["choice"]}
        if data["choice"] == "new":
            values |= {name: data[name] for name in begin}
        return "body", self.body.name, values


class FrameForm(StaffForm):
    """What the programme is called and when it runs, as the text tells it, confirmed by a person."""

    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    title_da = forms.CharField(label=_("Title in Danish"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Programme.Kind.choices)
    starts_on = PartialDateFormField(label=_("Starts"), required=False)
    ends_on = PartialDateFormField(label=_("Ends"), required=False)
    signed_on = PartialDateFormField(label=_("Signed"), required=False)
    reference = forms.CharField(
        label=_("Reference"), max_length=20, help_text=_("As in KR-2021. It never changes."),
        validators=[REFERENCE.validate],
    )  # fmt: skip
    slug = forms.SlugField(
        label=_("Name in addresses"), max_length=40, help_text=_("As in 2021-2024. It never changes.")
    )
    since = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        self.partnership = partnership
        super().__init__(*args, **kwargs)

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"]
        if Programme.objects.filter(reference=reference).exists():
            raise forms.ValidationError(_("Another programme has this reference."))
        if not reference.startswith(f"{self.partnership.country.iso2}-"):
            raise forms.ValidationError(
                _("It begins with the country: %(code)s-."), params={"code": self.partnership.country.iso2}
            )
        return reference

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if self.partnership.programmes.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another programme with this country has this name in addresses."))
        return slug

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends.latest < starts.earliest:
            self.add_error("ends_on", _("A programme cannot end before it starts."))
        elif runs_too_long(starts, ends):
            self.add_error("ends_on", gettext(RUNS_TOO_LONG) % {"years": LONGEST_PROGRAMME_YEARS})
        return data

    @property
    def frame(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "since"}
