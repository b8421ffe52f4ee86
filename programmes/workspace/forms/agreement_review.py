"""Deciding about one part of an outline: a form for each decision, as the review takes it."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.forms import StaffForm
from programmes.agreements.review import messages
from programmes.agreements.review.review import Chapter, Group, Item, Part, Review
from programmes.agreements.review.review_service import Decision as ReviewDecision
from programmes.models import Commitment, Track
from programmes.statuses import Kind
from programmes.words.strings import fitted
from programmes.workspace.forms.fields import choice_field

Recurrence = Commitment.Recurrence
LONGEST_PLACE = 60


class Decision(StaffForm):
    """One decision about one part. `since` is the last step that the writer saw."""

    operation = ""
    since = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, part: Part, review: Review, since: int, **kwargs: Any) -> None:
        self.part, self.review = part, review
        super().__init__(
            data, auto_id=f"{self.operation}-%s", initial={"since": since, **self.begin(part)}, **kwargs
        )

    def begin(self, _part: Any) -> dict[str, Any]:
        return {}

    @property
    def decision(self) -> ReviewDecision:
        """(operation, item, values), as `programmes.agreements.review.decisions` takes it."""
        return self.operation, self.part.name, self.values()

    def values(self) -> dict[str, Any]:
        return {}


class Split(Decision):
    operation = "split"
    to_the_letter = frozenset({"text"})
    text = forms.CharField(
        label=_("Divide it"), widget=forms.Textarea(attrs={"class": "form-input", "rows": 5}),
        help_text=_("Put a line break where the item divides, and change nothing else."),
    )  # fmt: skip

    def begin(self, part: Item) -> dict[str, Any]:
        return {"text": part.text}

    def values(self) -> dict[str, Any]:
        return {"texts": self.cleaned_data["text"].splitlines()}


class Merge(Decision):
    operation = "merge"
    into = forms.CharField(widget=forms.HiddenInput)

    def begin(self, part: Item) -> dict[str, Any]:
        before = before_it(self.review, part)
        return {"into": before.name if before else ""}

    def values(self) -> dict[str, Any]:
        return {"into": self.cleaned_data["into"]}


class Move(Decision):
    operation = "move"
    place = forms.ChoiceField(label=_("Move it after"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "place").choices = [
            (self._group(group), self._places(group)) for group in self.review.groups()
        ]

    def begin(self, part: Item) -> dict[str, Any]:
        _chapter, group = self.review.place_of(part)
        before = before_it(self.review, part)
        return {"place": f"{group.name}:{before.name if before else ''}"}

    def _group(self, group: Group) -> str:
        return fitted(" ".join(filter(None, [group.number, group.title])), LONGEST_PLACE) or str(
            _("No track")
        )

    def _places(self, group: Group) -> list[tuple[str, str]]:
        first = (f"{group.name}:", str(_("First here")))
        rest = [
            (f"{group.name}:{item.name}", fitted(f"{item.number} {item.text}".strip(), LONGEST_PLACE))
            for item in group.items
            if item is not self.part
        ]
        return [first, *rest]

    def values(self) -> dict[str, Any]:
        group, _colon, after = self.cleaned_data["place"].partition(":")
        return {"group": group, "after": after}


class Retitle(Decision):
    operation = "retitle"
    title = forms.CharField(label=_("Title, as in the text"), max_length=200)

    def begin(self, part: Chapter | Group) -> dict[str, Any]:
        return {"title": part.title}

    def values(self) -> dict[str, Any]:
        return {"title": self.cleaned_data["title"]}


class SetKind(Decision):
    operation = "kind"
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    recurrence = forms.ChoiceField(
        label=_("How often?"), required=False,
        choices=[("", pgettext_lazy("recurrence", "The text does not say")), *Recurrence.choices[:-1]],
    )  # fmt: skip

    def __init__(self, *args: Any, part: Item, **kwargs: Any) -> None:
        super().__init__(*args, part=part, **kwargs)
        recurrence = choice_field(self, "recurrence")
        choices = list(cast(Iterable[tuple[str, str]], recurrence.choices))
        if part.recurrence not in {code for code, _label in choices}:
            recurrence.choices = [*choices, (part.recurrence, messages.recurrence(part.recurrence))]

    def begin(self, part: Item) -> dict[str, Any]:
        return {"kind": part.kind, "recurrence": part.recurrence}

    def values(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data["kind"], "recurrence": self.cleaned_data["recurrence"]}


class SetTrackKind(Decision):
    operation = "kind"
    kind = forms.ChoiceField(label=_("Kind of track"), choices=Track.Kind.choices)

    def begin(self, part: Group) -> dict[str, Any]:
        return {"kind": part.kind}

    def values(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data["kind"]}


class LeaveOut(Decision):
    operation = "leave_out"


class TakeIn(Decision):
    operation = "take_in"


class Answer(Decision):
    operation = "answer"
    answer = forms.CharField(max_length=20)

    def values(self) -> dict[str, Any]:
        return {"answer": self.cleaned_data["answer"]}


def before_it(review: Review, item: Item) -> Item | None:
    """The item before this one in its track, or None."""
    _chapter, group = review.place_of(item)
    at = group.items.index(item)
    return group.items[at - 1] if at else None
