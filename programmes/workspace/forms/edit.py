"""Editing what the editors add to a commitment."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.models import Membership, User
from embassy.storable import read_json
from embassy.types import StrOrPromise
from programmes.actions.commitments import TEXT_COLUMNS, EditableValues
from programmes.models import SDG, Commitment, Organisation, Sector
from programmes.words.commitment_fields import FIELD
from programmes.words.strings import alphabetical, with_acronym
from programmes.workspace.forms.fields import Choice, choice_field

LISTS = ("sectors", "sdgs", "danish", "partner")
LABELS: dict[str, StrOrPromise] = {
    **{name: cast(StrOrPromise, FIELD[name].label) for name in TEXT_COLUMNS},
    "owner_id": _("Followed by"),
    "sectors": _("Sectors"),
    "sdgs": _("Sustainable Development Goals"),
    "danish": _("Responsible on the Danish side"),
    "partner": _("Responsible on the partner side"),
}


class Box(NamedTuple):
    """One box to tick: its key, its words, and whether it is ticked."""

    key: int | str
    label: StrOrPromise
    is_ticked: bool


class Boxes(NamedTuple):
    """A list of boxes: those that are ticked are open, the rest folded."""

    field: BoundField
    ticked: list[Box]
    others: list[Box]


class BoxesField(forms.TypedMultipleChoiceField):
    """Boxes to tick, as a sorted list of keys."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, coerce=int, widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> list[int]:
        return sorted(super().clean(value))


def with_text_columns(form: "type[EditForm]") -> "type[EditForm]":
    """Give a class of forms the text columns of a commitment, before its own fields."""
    columns = {name: Commitment._meta.get_field(name) for name in TEXT_COLUMNS}
    texts = {
        name: cast(forms.CharField, column.formfield(label=LABELS[name], help_text=""))  # type: ignore[union-attr]  # a column, not a relation
        for name, column in columns.items()
    }
    form.base_fields = {**texts, **form.base_fields}
    return form


@with_text_columns
class EditForm(StaffForm):
    """Plain titles, owner, sectors, goals and who is responsible on each side.

    `version` and `began_with` (the values that the form showed at first) tell what the writer changed and what
    somebody else did, when two edit at once.
    """

    owner_id = forms.TypedChoiceField(
        label=LABELS["owner_id"], required=False, coerce=int, empty_value=None,
        help_text=_("The colleague in the team who follows it."),
    )  # fmt: skip
    danish = BoxesField(label=LABELS["danish"])
    partner = BoxesField(label=LABELS["partner"])
    sectors = BoxesField(label=LABELS["sectors"])
    sdgs = BoxesField(label=LABELS["sdgs"])
    reason = forms.CharField(
        label=_("Why? (colleagues see it)"), required=False, max_length=300,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    began_with = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        commitment: Commitment,
        current_values: EditableValues,
        user: User,
        **options: Any,
    ) -> None:
        super().__init__(data, **{"initial": current_values, **options})
        self.current_values = current_values
        choice_field(self, "owner_id").choices = owner_choices(commitment, current_values, today=user.today)
        danish, partners = organisation_choices(commitment, current_values, user)
        self.choices: dict[str, list[Choice]] = {
            "danish": danish,
            "partner": partners,
            "sectors": [(row.pk, str(row.name)) for row in Sector.objects.all()],
            "sdgs": [(row.pk, str(row)) for row in SDG.objects.all()],
        }
        for name, choices in self.choices.items():
            choice_field(self, name).choices = choices

    @staticmethod
    def begin(values: EditableValues, version: int) -> dict[str, Any]:
        return {**values, "version": version, "began_with": json.dumps(values)}

    def clean_began_with(self) -> EditableValues:
        """The values at the beginning; what cannot be read as such counts as what is held now."""
        try:
            began = read_json(self.cleaned_data["began_with"])
        except ValueError:
            return self.current_values
        return began if _are_values(began) else self.current_values

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not (cleaned.get("plain_title_da") or cleaned.get("plain_title_en")) and not self.errors:
            self.add_error("plain_title_en", _("Give a plain title in at least one language."))
        both = set(cleaned.get("danish") or ()) & set(cleaned.get("partner") or ())
        if both:
            names = dict(self.choices["danish"])
            self.add_error(
                "partner",
                _("%(name)s is ticked on both sides. Choose one.") % {"name": names[min(both)]},
            )
        return cleaned

    @property
    def values(self) -> EditableValues:
        return {name: self.cleaned_data[name] for name in self.current_values}

    def texts(self) -> list[BoundField]:
        return [self[name] for name in TEXT_COLUMNS]

    def boxes(self) -> Iterator[Boxes]:
        for name in ("danish", "partner", "sectors", "sdgs"):
            bound = self[name]
            chosen = {str(value) for value in bound.value() or ()}
            boxes = [Box(key, label, str(key) in chosen) for key, label in self.choices[name]]
            yield Boxes(
                bound, [box for box in boxes if box.is_ticked], [box for box in boxes if not box.is_ticked]
            )


def owner_choices(commitment: Commitment, current_values: EditableValues, *, today: dt.date) -> list[Choice]:
    """Who is in the owning team today, and whoever follows the commitment now."""
    people = User.objects.filter(
        Q(
            pk__in=Membership.objects.on(today).filter(team=commitment.owner_team_id).values("user"),
            is_active=True,
        )
        | Q(pk=current_values["owner_id"])
    ).order_by("first_name", "last_name", "username")
    return [("", _("No owner")), *((person.pk, str(person)) for person in people)]


def organisation_choices(
    commitment: Commitment, current_values: EditableValues, user: User
) -> tuple[list[Choice], list[Choice]]:
    """The organisations that may be ticked on the Danish side and on the partner's; joint bodies on both."""
    partner = commitment.programme.partnership.country_id
    organisations = Organisation.objects.visible_to(user).select_related("country")
    danish: list[Choice] = []
    partners: list[Choice] = []
    for row in sorted(organisations, key=lambda row: alphabetical(row.name)):
        label = with_acronym(str(row.name), row.acronym)
        is_danish = row.country is not None and not row.country.is_partner
        if is_danish or row.country_id is None or row.pk in current_values["danish"]:
            danish.append((row.pk, label))
        if row.country_id in {partner, None} or row.pk in current_values["partner"]:
            partners.append((row.pk, label))
    return danish, partners


def _are_values(began: Any) -> bool:
    """Whether something that a browser sent back has the shape of `editable_values`."""
    if not isinstance(began, dict) or began.keys() != LABELS.keys():
        return False
    return (
        all(isinstance(began[name], str) for name in TEXT_COLUMNS)
        and isinstance(began["owner_id"], int | None)
        and all(
            isinstance(began[name], list) and all(isinstance(key, int) for key in began[name])
            for name in LISTS
        )
    )
