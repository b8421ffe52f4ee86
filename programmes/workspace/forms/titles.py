"""The table of titles, teams and owners: a form for each row, and one for what is given to a team as a whole."""

import json
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.storable import read_json
from programmes.actions.titles import TitleRow, TitleValues, has_unseen_title, shown_values
from programmes.models import Commitment
from programmes.workspace.forms.fields import Choice, choice_field

if TYPE_CHECKING:
    from programmes.workspace.pages.titles import People

LONGEST_TITLE = 160
COLUMNS = TitleValues._fields


class TitleForm(StaffForm):
    """One row. `began` are the values that it showed at first, so that what somebody else does meanwhile is told."""

    plain_title_da = forms.CharField(
        label=_("Plain title in Danish"), required=False, max_length=LONGEST_TITLE
    )
    plain_title_en = forms.CharField(
        label=_("Plain title in English"), required=False, max_length=LONGEST_TITLE
    )
    owner_team_id = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    owner_id = forms.TypedChoiceField(label=_("Followed by"), required=False, coerce=int, empty_value=None)
    began = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(
        self, data: QueryDict | None = None, *, commitment: Commitment, people: "People", **options: Any
    ) -> None:
        self.commitment, self.people, self.shown = commitment, people, shown_values(commitment)
        initial = {**self.shown._asdict(), "began": json.dumps(self.shown)}
        super().__init__(data, prefix=f"r{commitment.pk}", initial=initial, **options)
        team, owner = commitment.owner_team, commitment.owner
        self._offer("owner_team_id", _("No team yet"), people.teams, [(team.pk, str(team))] if team else [])
        self._offer("owner_id", _("No owner"), people.owners, [(owner.pk, str(owner))] if owner else [])

    def _offer(self, name: str, none: Any, choices: list[Choice], now: list[Choice]) -> None:
        """The choices, and what is chosen now where it is none of them."""
        known = {key for key, _words in choices}
        choice_field(self, name).choices = [
            ("", none),
            *choices,
            *(one for one in now if one[0] not in known),
        ]

    @property
    def is_proposed(self) -> bool:
        return has_unseen_title(self.commitment)

    @property
    def complaints(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors] if self.is_bound else []

    def clean_began(self) -> TitleValues:
        """What cannot be read as the values at the beginning counts as what is held now."""
        try:
            began = read_json(self.cleaned_data["began"])
        except ValueError:
            return self.shown
        return TitleValues(*began) if _are_values(began) else self.shown

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        began = sent.get("began", self.shown)
        team, owner = sent.get("owner_team_id"), sent.get("owner_id")
        is_changed = (team, owner) != (began.owner_team_id, began.owner_id)
        if owner and is_changed and not self.errors and (owner, team) not in self.people.places:
            self.add_error("owner_id", now_in_words("Choose somebody in the team."))
        return sent

    def to_row(self) -> TitleRow:
        """What the row says, for `set_titles`."""
        wanted = TitleValues(*(self.cleaned_data[name] for name in COLUMNS))
        return TitleRow(self.commitment.pk, self.cleaned_data["began"], wanted)

    def start_from(self, now: Commitment) -> None:
        """Keep what was written, as an answer to how the commitment stands now."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("began")] = json.dumps(shown_values(now))
        self.data = data


class GiveForm(StaffForm):
    """Giving all of an area to a team."""

    area = forms.TypedChoiceField(label=_("Give all of"), required=False, coerce=int, empty_value=None)
    team = forms.TypedChoiceField(label=_("to the team"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, data: QueryDict | None = None, *, areas: list[Choice], teams: list[Choice], **options: Any
    ) -> None:
        super().__init__(data, prefix="give", **options)
        choice_field(self, "area").choices = [("", _("– choose –")), *areas]
        choice_field(self, "team").choices = [("", _("– choose –")), *teams]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("area", "team"):
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, now_in_words("Choose both: what is given, and to which team."))
        return self.cleaned_data


def _are_values(began: Any) -> bool:
    """Whether something that a browser sent back has the shape of TitleValues."""
    if not isinstance(began, list) or len(began) != len(COLUMNS):
        return False
    *titles, team, owner = began
    return all(isinstance(title, str) for title in titles) and all(
        isinstance(key, int | None) for key in (team, owner)
    )
