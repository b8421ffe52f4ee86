"""The filters of lists: read from the address, applied by the database, drawn from ready strings."""

import datetime as dt
import html
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embassy import clock
from programmes.models import Commitment, Track
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.choices import Groups, choices_across, choices_of
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.programme import ProgrammePage
from programmes.public.pages.topic_lists import Facets
from programmes.rules.responsible import responsible_on
from programmes.search.text import fold
from programmes.statuses import Kind, PublicStatus

Rows = CommitmentQuerySet

LONGEST_QUERY = 200
MORE = ("track_kind", "sdg", "sector", "kind")
NOT_A_CHOICE = {"invalid_choice": gettext_lazy("“%(value)s” is not a choice here.")}


@dataclass(frozen=True)
class Menus:
    """The parameters that a list can be filtered by: those whose menus stand first, and the rest."""

    first: tuple[str, ...]
    more: tuple[str, ...] = MORE

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.first, *self.more)


PROGRAMME = Menus(("area", "status", "organisation"))
ACROSS = Menus(("country", "status", "organisation"))


class OneOf(django_filters.MultipleChoiceFilter):
    """Any of the values that are asked for; none of them is decided by rows that could come twice."""

    def __init__(self, **options: Any) -> None:
        super().__init__(distinct=False, error_messages=NOT_A_CHOICE, **options)


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

    def __init__(
        self,
        data: QueryDict,
        queryset: Rows,
        *,
        choices: Mapping[str, Iterable[str]],
        at: dt.datetime,
        as_of: AsOf | None = None,
    ) -> None:
        super().__init__(data, queryset)
        self.at, self.as_of = as_of.at if as_of else at, as_of
        for name, values in choices.items():
            self.filters[name].extra["choices"] = [(value, value) for value in values]

    def by_status(self, commitments: Rows, _name: str, values: list[str]) -> Rows:
        if self.as_of:
            shown = commitments.standing_on(self.as_of.day).with_status_on(self.as_of.day)
        else:
            shown = commitments.filter(withdrawn_on=None).with_status_at(self.at)
        return shown.filter(Q(status_now__in=values)) if values else commitments

    def by_organisation(self, commitments: Rows, _name: str, values: list[str]) -> Rows:
        parts = responsible_on(clock.public_day(self.at))
        named = parts.filter(commitment=OuterRef("pk"), organisation__slug__in=values)
        return commitments.filter(Exists(named)) if values else commitments

    def by_goals(self, commitments: Rows, _name: str, values: list[str]) -> Rows:
        return commitments.marked_or_promoted(list(map(int, values))) if values else commitments

    def by_sectors(self, commitments: Rows, _name: str, values: list[str]) -> Rows:
        return commitments.in_sectors(values) if values else commitments

    def by_words(self, commitments: Rows, _name: str, value: str) -> Rows:
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

    def folded(self, name: str, show: str) -> str:
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
    errors: list[tuple[str, str]]
    is_active: bool
    more_chosen: int
    is_open: bool
    on: str = ""


def filter_commitments(page: ProgrammePage, data: QueryDict, *, at: dt.datetime) -> FilterForm:
    """Narrow a programme's page to what the address asks for and return the form to draw.

    A value that is no choice here is said so beside its filter, and the full list is shown.
    """
    groups, errors = choices_of(page), {}
    if is_filtered(data, PROGRAMME):
        filters = programme_filter(page, data, at=at, groups=groups)
        if filters.is_valid():
            page.narrow(set(filters.qs.order_by().values_list("pk", flat=True)))
        else:
            errors = filters.errors
    return _form(data, groups, PROGRAMME, errors, page.as_of)


def filter_list(facets: Facets, data: QueryDict) -> tuple[FilterForm, Rows | None]:
    """The form of a list across programmes, and the commitments that the address asks for: None for all of them."""
    groups, errors, narrowed = choices_across(facets), {}, None
    if is_filtered(data, ACROSS):
        filters = list_filter(facets, data, groups=groups)
        if filters.is_valid():
            narrowed = filters.qs
        else:
            errors = filters.errors
    return _form(data, groups, ACROSS, errors, facets.as_of), narrowed


def is_filtered(data: QueryDict, menus: Menus) -> bool:
    """Whether an address asks for a part of a list."""
    return any(chosen_in(data, menus))


def chosen_in(data: QueryDict, menus: Menus) -> tuple[dict[str, list[str]], str]:
    """What an address asks for: the values of each menu, and the words."""
    chosen = {name: data.getlist(name) for name in menus.names if any(data.getlist(name))}
    return chosen, data.get("q", "").strip()


def query_of(data: QueryDict, menus: Menus, **more: Any) -> str:
    """The filters of an address as it would be written, and nothing else that stood in it; `more` that has a value."""
    parameters = [(name, value) for name in (*menus.names, "q") for value in data.getlist(name) if value]
    parameters += [(name, value) for name, value in more.items() if value]
    return f"?{urlencode(parameters)}" if parameters else ""


def programme_filter(
    page: ProgrammePage,
    data: QueryDict,
    *,
    at: dt.datetime,
    groups: dict[str, Groups] | None = None,
) -> CommitmentFilter:
    """The filter over the commitments of a programme's page."""
    commitments = Commitment.objects.published().filter(programme=page.programme)
    return _filter(data, commitments, groups or choices_of(page), at, page.as_of)


def list_filter(
    facets: Facets, data: QueryDict, *, groups: dict[str, Groups] | None = None
) -> CommitmentFilter:
    """The filter over a list across programmes."""
    groups = groups or choices_across(facets)
    name, value = facets.subject.own
    groups = {**groups, name: [*groups[name], ("", [(value, "")])]}  # it changes nothing, and is no mistake
    return _filter(data, facets.commitments, groups, facets.at, facets.as_of)


def _filter(
    data: QueryDict,
    commitments: Rows,
    groups: dict[str, Groups],
    at: dt.datetime,
    as_of: AsOf | None,
) -> CommitmentFilter:
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


def _form(
    data: QueryDict,
    groups: dict[str, Groups],
    menus: Menus,
    errors: Mapping[str, Iterable[str]],
    as_of: AsOf | None,
) -> FilterForm:
    chosen, q = chosen_in(data, menus)
    drawn = {
        name: _menu(name, groups[name], chosen.get(name, ()), errors.get(name, ()), is_labelled=name in MORE)
        for name in menus.names
        if any(options for _legend, options in groups[name])
    }
    show = escape(_("Show"))
    return FilterForm(
        q=q[:LONGEST_QUERY],
        first=SafeString("".join([drawn[name].folded(name, show) for name in menus.first if name in drawn])),
        more=SafeString("".join([f"<div>{drawn[name].boxes}</div>" for name in MORE if name in drawn])),
        errors=[
            (str(LABELS.get(name, "")), error) for name, messages in errors.items() for error in messages
        ],
        is_active=bool(chosen or q),
        more_chosen=sum(len(chosen.get(name, ())) for name in MORE),
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


def _menu(
    name: str, groups: Groups, chosen: Collection[str], errors: Iterable[str], *, is_labelled: bool
) -> Menu:
    """Draw a menu; `is_labelled` puts its name above the boxes, for menus that do not fold."""
    label = escape(LABELS[name])
    boxes = [f'<p class="form-error-message">{escape(error)}</p>' for error in errors]
    for legend, options in groups:
        if options:
            shown = ' class="sr-only"' if not (legend or is_labelled) else ""
            drawn = "".join(
                [_option(name, value, text, is_chosen=value in chosen) for value, text in options]
            )
            boxes.append(
                f'<fieldset class="option-group"><legend{shown}>{legend or label}</legend>{drawn}</fieldset>'
            )
    return Menu(
        f"{label} ({len(chosen)})" if chosen else label,
        SafeString("".join(boxes)),
        bool(chosen),
        bool(errors),
    )


def _option(name: str, value: str, label: str, *, is_chosen: bool) -> str:
    """A box to tick as HTML, made here because a page has many of them; `label` is HTML already."""
    checked = " checked" if is_chosen else ""
    box = f'<input type="checkbox" name="{name}" value="{html.escape(value)}"{checked}>'
    return f'<label class="option">{box}<span>{label}</span></label>'
