"""Handing over: to whom everything goes, and what the next colleague should know."""

import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.models import SectorTeam, User
from programmes.models import Commitment
from programmes.workspace.forms.fields import choice_field

LONGEST_REASON, LONGEST_NOTE = 300, 10_000
NOBODY = 0


class TeamRows(NamedTuple):
    """The commitments of one team, or of none, that a person follows."""

    team: SectorTeam | None
    commitments: list[Commitment]


class PersonForm(StaffForm):
    """Everything that one person follows: for each team, the colleague who takes over."""

    reason = forms.CharField(label=_("Why? (colleagues see it)"), required=False, max_length=LONGEST_REASON)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        person: User,
        by_team: list[TeamRows],
        today: dt.date,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.by_team = by_team
        for team, commitments in by_team:
            people = User.objects.colleagues_in(team, on=today, without=person) if team else ()
            label = _("%(team)s (%(count)d) go to") % {
                "team": team or _("No team"),
                "count": len(commitments),
            }
            self.fields[self._name(team)] = forms.TypedChoiceField(
                label=label, coerce=int, error_messages={"required": _("Choose who takes over, or nobody.")},
                choices=[("", _("– choose –")), *((one.pk, str(one)) for one in people),
                         (NOBODY, _("No owner"))],
            )  # fmt: skip
        self.order_fields([*(self._name(team) for team, _commitments in by_team), "reason"])

    @staticmethod
    def _name(team: SectorTeam | None) -> str:
        return f"team_{team.pk if team else 0}"

    def moves(self) -> list[tuple[list[Commitment], int]]:
        """(commitments, key of the person who takes over, or NOBODY) for each team."""
        return [(commitments, self.cleaned_data[self._name(team)]) for team, commitments in self.by_team]


class TeamForm(StaffForm):
    """Everything that a team follows: to one colleague in it, or to another team of the mission."""

    owner = forms.TypedChoiceField(
        label=_("To a colleague in the team"), required=False, coerce=int, empty_value=None
    )
    team = forms.TypedChoiceField(
        label=_("To another team"), required=False, coerce=int, empty_value=None,
        help_text=_("They have no owner there until someone is named."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why? (colleagues see it)"), required=False, max_length=LONGEST_REASON)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        team: SectorTeam,
        teams: list[SectorTeam],
        today: dt.date,
        **options: Any,
    ) -> None:
        """`teams` are those that the writer may give commitments to; none for a lead."""
        super().__init__(data, **options)
        people = User.objects.colleagues_in(team, on=today)
        choice_field(self, "owner").choices = [("", _("– choose –")), *((one.pk, str(one)) for one in people)]
        choice_field(self, "team").choices = [("", _("– choose –")), *((one.pk, str(one)) for one in teams)]
        if not teams:
            del self.fields["team"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and bool(cleaned.get("owner")) == bool(cleaned.get("team")):
            self.add_error("owner", now_in_words("Choose one: a colleague or a team."))
        return cleaned


class NoteForm(StaffForm):
    """What the next colleague should know; `version` is that of the note that the form began from, 0 for none."""

    text = forms.CharField(
        label=_("What should the next colleague know?"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Who to ring first, what was promised, where the papers are. "
            "Not shown on the public site. May be covered by access to documents."
        ),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
