"""The filters of lists: read from the address, applied by the database, drawn from ready strings."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embassy import clock
from embassy.languages import active_language
from programmes.models import Commitment, Track
from programmes.public.choices import choices_across, choices_of
from programmes.rules.responsible import responsible_on
from programmes.search.text import fold
from programmes.statuses import Kind, PublicStatus
from programmes.words.strings import escape

LONGEST_QUERY = 200
MORE = ("track_kind", "sdg", "sector", "kind")
NOT_A_CHOICE = {"invalid_choice": gettext_lazy("“%(value)s” is not a choice here.")}


@dataclass(frozen=True)
class Menus:
    """The parameters that a list can be filtered by: those whose menus stand first, and the rest."""

    first: tuple
    more: tuple = MORE

    @property
    def names(self):
        return (*self.first, *self.more)


PROGRAMME = Menus(("area", "status", "organisation"))
ACROSS = Menus(("country", "status", "organisation"))


class OneOf(django_filters.MultipleChoiceFilter):
    """Any of the values that are asked for; none of them is told by rows that could come twice."""

    def __init__(self, **words):
        super().__init__(distinct=False, error_messages=NOT_A_CHOICE, **words)


class CommitmentFilter(django_filters.FilterSet):
    """Filters by the query parameters of lists; each may be given several times and then any of the values counts.

    `choices` names the valid values of each parameter, `at` the moment whose public status counts.
    """

    country = OneOf(field_name="programme__partnership__country__slug")
    area = OneOf(field_name="area__number")
    status = OneOf(method="by_status")
    organisation = OneOf(method="by_organisation")
    track_kind = OneOf(field_name="track__kind")
    sdg = OneOf(method="by_goals")
    sector = OneOf(method="by_sectors")
    kind = OneOf(field_name="kind")
    q = django_filters.CharFilter(method="by_words", max_length=LONGEST_QUERY)

    class Meta:
        model = Commitment
        fields = ()

    def __init__(self, data, queryset, *, choices, at, as_of=None):
        super().__init__(data, queryset)
        self.at, self.as_of = as_of.at if as_of else at, as_of
        for name, values in choices.items():
            self.filters[name].extra["choices"] = [(value, value) for value in values]

    def by_status(self, commitments, _name, values):
        if self.as_of:
            shown = commitments.standing_on(self.as_of.day).with_status_on(self.as_of.day)
        else:
            shown = commitments.filter(withdrawn_on=None).with_status_at(self.at)
        return shown.filter(status_now__in=values) if values else commitments

    def by_organisation(
        self, commitments: QuerySet[Commitment], _name: str, values: list[str]
    ) -> QuerySet[Commitment]:
        parts = responsible_on(clock.public_day(self.at))
        named = parts.filter(commitment=OuterRef("pk"), organisation__slug__in=values)
        return commitments.filter(Exists(named)) if values else commitments

    def by_goals(self, commitments, _name, values):
        return commitments.marked_or_promoted(values) if values else commitments

    def by_sectors(self, commitments, _name, values):
        return commitments.in_sectors(values) if values else commitments

    def by_words(self, commitments, _name, value):
        for word in fold(value).split():
            commitments = commitments.filter(search_text__contains=word)
        return commitments


@dataclass(frozen=True, slots=True)
class Menu:
    """The values of one parameter to choose from, as HTML, with what was wrong about those asked for."""

    label: str
    boxes: str
    is_set: bool
    is_wrong: bool

    def folded(self, name, show):
        """The menu behind its label, with a button that says `show`."""
        is_set, is_open = ' class="is-set"' if self.is_set else "", " open" if self.is_wrong else ""
        return (
            f'<details class="filter-menu" name="filter"{is_open}>'
            f'<summary id="menu-{name}"{is_set}>{self.label}</summary>'
            f'<div class="filter-panel">{self.boxes}'
            f'<button class="button button-secondary" type="submit">{show}</button></div></details>\n'
        )


@dataclass(frozen=True)
class FilterForm:
    """What the page draws: the search words, the menus (`first` and `more` are HTML), and what was wrong."""

    q: str
    first: str
    more: str
    errors: list
    is_active: bool
    more_chosen: int
    is_open: bool
    on: str = ""


def filter_commitments(page, data, *, at):
    """Narrow a programme's page to what the address asks for and return the form to draw.

    A value that is no choice here is said so beside its filter, and the full list is shown.
    """
    groups, errors = choices_of(page), {}
    if is_asked(data, PROGRAMME):
        filters = programme_filter(page, data, at=at, groups=groups)
        if filters.is_valid():
            page.narrow(set(filters.qs.order_by().values_list("pk", flat=True)))
        else:
            errors = filters.errors
    return _form(data, groups, PROGRAMME, errors, page.as_of)


def filter_list(facets, data):
    """The form of a list across programmes, and the commitments that the address asks for: None for all of them."""
    groups, errors, found = choices_across(facets), {}, None
    if is_asked(data, ACROSS):
        filters = list_filter(facets, data, groups=groups)
        if filters.is_valid():
            found = filters.qs
        else:
            errors = filters.errors
    return _form(data, groups, ACROSS, errors, facets.as_of), found


def is_asked(data, menus):
    """Whether an address asks for a part of a list."""
    return any(asked_for(data, menus))


def asked_for(data, menus):
    """What an address asks for: the values of each menu, and the words."""
    asked = {name: data.getlist(name) for name in menus.names if any(data.getlist(name))}
    return asked, data.get("q", "").strip()


def query_of(data, menus, **more):
    """The filters of an address as it would be written, and nothing else that stood in it; `more` that has a value."""
    asked = [(name, value) for name in (*menus.names, "q") for value in data.getlist(name) if value]
    asked += [(name, value) for name, value in more.items() if value]
    return f"?{urlencode(asked)}" if asked else ""


def programme_filter(page, data, *, at, groups=None):
    """The filter over the commitments of a programme's page."""
    commitments = Commitment.objects.published().filter(programme=page.programme)
    return _filter(data, commitments, groups or choices_of(page), at, page.as_of)


def list_filter(facets, data, *, groups=None):
    """The filter over a list across programmes."""
    groups = groups or choices_across(facets)
    name, value = facets.subject.own
    groups = {**groups, name: [*groups[name], ("", [(value, "")])]}  # it changes nothing, and is no mistake
    return _filter(data, facets.commitments, groups, facets.at, facets.as_of)


def _filter(data, commitments, groups, at, as_of):
    """Only values that occur in the list, and codes, are choices."""
    choices = {
        name: [value for _legend, options in parts for value, _label in options]
        for name, parts in groups.items()
    }
    choices |= {"status": PublicStatus.values, "kind": Kind.values, "track_kind": Track.Kind.values}
    choices["sdg"] = [str(number) for number in range(1, 18)]
    if as_of and not as_of.has_statuses:
        choices["status"] = []
    return CommitmentFilter(data, commitments, choices=choices, at=at, as_of=as_of)


def _form(data, groups, menus, errors, as_of):
    asked, q = asked_for(data, menus)
    drawn = {
        name: _menu(name, groups[name], asked.get(name, ()), errors.get(name, ()), is_labelled=name in MORE)
        for name in menus.names
        if any(options for _legend, options in groups[name])
    }
    show = escape(_("Show"))
    return FilterForm(
        q=q[:LONGEST_QUERY],
        first=SafeString("".join([drawn[name].folded(name, show) for name in menus.first if name in drawn])),
        more=SafeString("".join([f"<div>{drawn[name].boxes}</div>" for name in MORE if name in drawn])),
        errors=[(LABELS.get(name, ""), error) for name, found in errors.items() for error in found],
        is_active=bool(asked or q),
        more_chosen=sum(len(asked.get(name, ())) for name in MORE),
        is_open=any(name in errors for name in MORE),
        on=as_of.day.isoformat() if as_of else "",
    )


LABELS = {
    "country": gettext_lazy("Country"),
    "area": gettext_lazy("Area"),
    "status": gettext_lazy("Status"),
    "organisation": gettext_lazy("Responsible"),
    "track_kind": gettext_lazy("Cooperation track"),
    "sdg": gettext_lazy("Sustainable Development Goal"),
    "sector": gettext_lazy("Sector"),
    "kind": gettext_lazy("Kind of commitment"),
    "q": gettext_lazy("Search"),
}


def _menu(name, groups, asked, errors, *, is_labelled):
    """Draw a menu; `is_labelled` puts its name above the boxes, for menus that do not fold."""
    label = _name(name, active_language())
    boxes = [f'<p class="form-error-message">{escape(error)}</p>' for error in errors]
    for legend, options in groups:
        if options:
            shown = ' class="sr-only"' if not (legend or is_labelled) else ""
            drawn = "".join([_option(name, value, text, value in asked) for value, text in options])
            boxes.append(
                f'<fieldset class="option-group"><legend{shown}>{legend or label}</legend>{drawn}</fieldset>'
            )
    return Menu(
        f"{label} ({len(asked)})" if asked else label, SafeString("".join(boxes)), bool(asked), bool(errors)
    )


def _option(name, value, label, is_chosen):
    """A box to tick as HTML, made here because a page has many of them; `label` is HTML already."""
    checked = " checked" if is_chosen else ""
    box = f'<input type="checkbox" name="{name}" value="{escape(value)}"{checked}>'
    return f'<label class="option">{box}<span>{label}</span></label>'


@lru_cache(maxsize=64)
def _name(menu, _language):
    return escape(str(LABELS[menu]))
