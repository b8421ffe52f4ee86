"""Sending an agreement text, deciding about its outline, and confirming what the draft programme is called."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.partial_dates import PartialDateFormField
from programmes.agreements import telling
from programmes.intake import gates
from programmes.intake.refusal import Refused
from programmes.models import Commitment, Programme, Track
from programmes.models.shared import Side
from programmes.status_words import Kind

LONGEST_PASTE = 1_000_000
Recurrence = Commitment.Recurrence


class AgreementForm(forms.Form):
    """A file, or pasted text; for a mission, and perhaps as a later version of one of its programmes."""

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

    def __init__(self, *args, missions, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.missions = {str(mission.pk): mission for mission in missions}
        self.programmes = {programme.reference: programme for programme in programmes}
        self.fields["mission"].choices = [(key, str(mission)) for key, mission in self.missions.items()]
        self.fields["compared_with"].choices = [
            ("", _("No, it is a new programme")),
            *((key, f"{key} {programme}") for key, programme in self.programmes.items()),
        ]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                gates.check_size(file.size)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("file")) == bool(data.get("text")):
            self.add_error("file", _("Choose a file, or paste the text: one of the two."))
        mission, programme = self.chosen_mission, self.chosen_programme
        if mission and programme and programme.partnership.country_id != mission.country_id:
            self.add_error("compared_with", _("That programme is with another country."))
        return data

    @property
    def chosen_mission(self):
        return self.missions.get(self.cleaned_data.get("mission", ""))

    @property
    def chosen_programme(self):
        return self.programmes.get(self.cleaned_data.get("compared_with", ""))

    @property
    def source(self):
        """(name, bytes) of what was sent."""
        file = self.cleaned_data["file"]
        return (file.name, file.read()) if file else ("text.txt", self.cleaned_data["text"].encode())


class Decision(forms.Form):
    """One decision about one part. `since` is the last step that the writer saw."""

    operation = ""
    since = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, part, review, since, **kwargs):
        self.part, self.review = part, review
        super().__init__(
            data, auto_id=f"{self.operation}-%s", initial={"since": since, **self.begin(part)}, **kwargs
        )

    def begin(self, _part):
        return {}

    @property
    def decision(self):
        """(operation, item, values), as `programmes.agreements.decisions` takes it."""
        return self.operation, self.part.name, self.values()

    def values(self):
        return {}


class Split(Decision):
    operation = "split"
    text = forms.CharField(
        label=_("Divide it"), widget=forms.Textarea(attrs={"class": "form-input", "rows": 5}),
        help_text=_("Put a line break where the item divides, and change nothing else."),
    )  # fmt: skip

    def begin(self, part):
        return {"text": part.text}

    def values(self):
        return {"texts": self.cleaned_data["text"].splitlines()}


class Merge(Decision):
    operation = "merge"
    into = forms.CharField(widget=forms.HiddenInput)

    def begin(self, part):
        before = before_it(self.review, part)
        return {"into": before.name if before else ""}

    def values(self):
        return {"into": self.cleaned_data["into"]}


class Move(Decision):
    operation = "move"
    place = forms.ChoiceField(label=_("Move it after"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            (self._group(group), self._places(group)) for group in self.review.groups()
        ]

    def begin(self, part):
        _chapter, group = self.review.place_of(part)
        before = before_it(self.review, part)
        return {"place": f"{group.name}:{before.name if before else ''}"}

    def _group(self, group):
        return Truncator(" ".join(filter(None, [group.number, group.title]))).chars(60) or _("No track")

    def _places(self, group):
        first = (f"{group.name}:", _("First here"))
        rest = [
            (f"{group.name}:{item.name}", Truncator(f"{item.number} {item.text}".strip()).chars(60))
            for item in group.items
            if item is not self.part
        ]
        return [first, *rest]

    def values(self):
        group, _colon, after = self.cleaned_data["place"].partition(":")
        return {"group": group, "after": after}


class Retitle(Decision):
    operation = "retitle"
    title = forms.CharField(label=_("Title, as the text has it"), max_length=200)

    def begin(self, part):
        return {"title": part.title}

    def values(self):
        return {"title": self.cleaned_data["title"]}


class SetKind(Decision):
    operation = "kind"
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    recurrence = forms.ChoiceField(
        label=_("How often?"), required=False,
        choices=[("", pgettext_lazy("recurrence", "The text does not say")), *Recurrence.choices[:-1]],
    )  # fmt: skip

    def __init__(self, *args, part, **kwargs):
        super().__init__(*args, part=part, **kwargs)
        known = {code for code, _label in self.fields["recurrence"].choices}
        if part.recurrence not in known:
            self.fields["recurrence"].choices += [(part.recurrence, telling.recurrence(part.recurrence))]

    def begin(self, part):
        return {"kind": part.kind, "recurrence": part.recurrence}

    def values(self):
        return {"kind": self.cleaned_data["kind"], "recurrence": self.cleaned_data["recurrence"]}


class SetTrackKind(Decision):
    operation = "kind"
    kind = forms.ChoiceField(label=_("Kind of track"), choices=Track.Kind.choices)

    def begin(self, part):
        return {"kind": part.kind}

    def values(self):
        return {"kind": self.cleaned_data["kind"]}


class LeaveOut(Decision):
    operation = "leave_out"


class TakeIn(Decision):
    operation = "take_in"


class Answer(Decision):
    operation = "answer"
    answer = forms.CharField(max_length=20)

    def values(self):
        return {"answer": self.cleaned_data["answer"]}


class BodyForm(forms.Form):
    """Who one organisation is. `known` are (slug, name) of those that are there already."""

    choice = forms.ChoiceField(label=_("It is"), required=False)
    called = forms.CharField(label=_("Name, in English"), max_length=160, required=False)
    acronym = forms.CharField(label=_("Short name"), max_length=20, required=False)
    side = forms.ChoiceField(
        label=_("Side"), required=False, choices=[("", _("Neither: international or joint")), *Side.choices]
    )

    def __init__(self, data=None, *, body, known):
        self.body = body
        begin = {name: getattr(body, name) for name in ("choice", "called", "acronym", "side")}
        super().__init__(data, prefix=body.name, initial=begin)
        self.fields["choice"].choices = [
            ("", _("Not decided yet")),
            ("new", _("A new organisation")),
            ("none", _("Not an organisation")),
            (_("One that is here already"), known),
        ]

    def clean(self):
        data = super().clean()
        if data.get("choice") == "new" and not data.get("called"):
            self.add_error("called", _("A new organisation needs its name."))
        return data

    @property
    def decision(self):
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


class FrameForm(forms.Form):
    """What the programme is called and when it runs, as the text tells it, confirmed by a person."""

    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    title_da = forms.CharField(label=_("Title in Danish"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Programme.Kind.choices)
    starts_on = PartialDateFormField(label=_("Starts"), required=False)
    ends_on = PartialDateFormField(label=_("Ends"), required=False)
    signed_on = PartialDateFormField(label=_("Signed"), required=False)
    reference = forms.CharField(
        label=_("Reference"), max_length=20, help_text=_("As in KR-2021. It stays for good."),
        validators=[RegexValidator(r"^[A-Z]{2}-[A-Z0-9-]+$", _("Write it as KR-2021."))],
    )  # fmt: skip
    slug = forms.SlugField(
        label=_("Name in addresses"), max_length=40, help_text=_("As in 2021-2024. It stays for good.")
    )
    since = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, partnership, **kwargs):
        self.partnership = partnership
        super().__init__(*args, **kwargs)

    def clean_reference(self):
        reference = self.cleaned_data["reference"]
        if Programme.objects.filter(reference=reference).exists():
            raise forms.ValidationError(_("Another programme has this reference."))
        if not reference.startswith(f"{self.partnership.country.iso2}-"):
            raise forms.ValidationError(
                _("It begins with the country: %(code)s-."), params={"code": self.partnership.country.iso2}
            )
        return reference

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if self.partnership.programmes.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another programme with this country has this name in addresses."))
        return slug

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends.latest < starts.earliest:
            self.add_error("ends_on", _("A programme cannot end before it starts."))
        return data

    @property
    def frame(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "since"}


def before_it(review, item):
    """The item before this one in its track, or None."""
    _chapter, group = review.place_of(item)
    at = group.items.index(item)
    return group.items[at - 1] if at else None
