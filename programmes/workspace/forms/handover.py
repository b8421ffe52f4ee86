"""Handing over: to whom everything goes, and what the next colleague should know."""

from django import forms
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.models import User

LONGEST_REASON, LONGEST_NOTE = 300, 10_000
NOBODY = 0


class PersonForm(forms.Form):
    """Everything that one person follows: for each team, the colleague who takes over."""

    reason = forms.CharField(label=_("Why? (colleagues see it)"), required=False, max_length=LONGEST_REASON)

    def __init__(self, data=None, *, person, held, today, **options):
        """`held` are (team, commitments) pairs; the team may be None."""
        super().__init__(data, **options)
        self.held = held
        for team, commitments in held:
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
        self.order_fields([*(self._name(team) for team, _commitments in held), "reason"])

    @staticmethod
    def _name(team):
        return f"team_{team.pk if team else 0}"

    def moves(self):
        """(commitments, key of the person who takes over, or NOBODY) for each team."""
        return [(commitments, self.cleaned_data[self._name(team)]) for team, commitments in self.held]


class TeamForm(forms.Form):
    """Everything that a team follows: to one colleague in it, or to another team of the mission."""

    owner = forms.TypedChoiceField(
        label=_("To a colleague in the team"), required=False, coerce=int, empty_value=None
    )
    team = forms.TypedChoiceField(
        label=_("To another team"), required=False, coerce=int, empty_value=None,
        help_text=_("They have no owner there until someone is named."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why? (colleagues see it)"), required=False, max_length=LONGEST_REASON)

    def __init__(self, data=None, *, team, teams, today, **options):
        """`teams` are those that the writer may give commitments to; none for a lead."""
        super().__init__(data, **options)
        people = User.objects.colleagues_in(team, on=today)
        self.fields["owner"].choices = [("", _("– choose –")), *((one.pk, str(one)) for one in people)]
        self.fields["team"].choices = [("", _("– choose –")), *((one.pk, str(one)) for one in teams)]
        if not teams:
            del self.fields["team"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("owner")) == bool(cleaned.get("team")):
            self.add_error("owner", now_in_words("Choose one: a colleague or a team."))
        return cleaned


class NoteForm(forms.Form):
    """What the next colleague should know; `version` is that of the note that the form began from, 0 for none."""

    text = forms.CharField(
        label=_("What should the next colleague know?"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Who to ring first, what was promised, where the papers are. Never public."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
