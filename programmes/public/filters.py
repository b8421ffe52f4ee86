"""The filters of a programme: read from the address, applied by the database, drawn from ready strings."""

from dataclasses import dataclass
from functools import lru_cache

import django_filters
from django.db.models import Exists, IntegerField, OuterRef
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embassy import clock
from embassy.languages import active_language
from embassy.prepared import prepared
from programmes.models import Commitment, Responsibility, Track
from programmes.models.shared import Side
from programmes.reports.commitments import SHOWN_ORDER
from programmes.reports.words import alphabetical, escape, marked, marked_pick
from programmes.search_text import fold
from programmes.status_words import Kind, PublicStatus

LONGEST_QUERY = 200
FIRST = ("area", "status", "organisation")
MORE = ("track_kind", "sdg", "sector", "kind")
NOT_A_CHOICE = {"invalid_choice": gettext_lazy("“%(value)s” is not a choice here.")}


class CommitmentFilter(django_filters.FilterSet):
    """Filters by the query parameters of lists; each may be given several times and then any of the values counts.

    `choices` names the valid values of each parameter, `at` the moment whose public status counts.
    """

    area = django_filters.MultipleChoiceFilter(field_name="area__number", error_messages=NOT_A_CHOICE)
    status = django_filters.MultipleChoiceFilter(method="by_status", error_messages=NOT_A_CHOICE)
    organisation = django_filters.MultipleChoiceFilter(method="by_organisation", error_messages=NOT_A_CHOICE)
    track_kind = django_filters.MultipleChoiceFilter(field_name="track__kind", error_messages=NOT_A_CHOICE)
    sdg = django_filters.MultipleChoiceFilter(field_name="sdgs", error_messages=NOT_A_CHOICE)
    sector = django_filters.MultipleChoiceFilter(field_name="sectors__slug", error_messages=NOT_A_CHOICE)
    kind = django_filters.MultipleChoiceFilter(field_name="kind", error_messages=NOT_A_CHOICE)
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

    def by_organisation(self, commitments, _name, values):
        held = Responsibility.objects.current(on=clock.public_day(self.at)).filter(
            commitment=OuterRef("pk"), role=Responsibility.Role.RESPONSIBLE, organisation__slug__in=values
        )
        return commitments.filter(Exists(held)) if values else commitments

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

    def folded(self, show):
        """The menu behind its name, with a button that says `show`."""
        is_set, is_open = " is-set" if self.is_set else "", " open" if self.is_wrong else ""
        return (
            f'<details class="filter-menu{is_set}" name="filter"{is_open}><summary>{self.label}</summary>'
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
    """Narrow the page to what the address asks for and return the form to draw.

    A value that is no choice here is said so beside its filter, and the full list is shown.
    """
    groups = choices_of(page)
    asked, q = asked_for(data)
    errors = {}
    if asked or q:
        filters = commitment_filter(page, data, at=at, groups=groups)
        if filters.is_valid():
            page.narrow(set(filters.qs.order_by().values_list("pk", flat=True)))
        else:
            errors = {name: tuple(found) for name, found in filters.errors.items()}
    menus = {
        name: _menu(name, groups[name], asked.get(name, ()), errors.get(name, ()), is_labelled=name in MORE)
        for name in groups
        if any(options for _legend, options in groups[name])
    }
    show = escape(_("Show"))
    return FilterForm(
        q=q[:LONGEST_QUERY],
        first=SafeString("".join([menus[name].folded(show) for name in FIRST if name in menus])),
        more=SafeString("".join([f"<div>{menus[name].boxes}</div>" for name in MORE if name in menus])),
        errors=[(LABELS.get(name, ""), error) for name, found in errors.items() for error in found],
        is_active=bool(asked or q),
        more_chosen=sum(len(asked.get(name, ())) for name in MORE),
        is_open=any(name in errors for name in MORE),
        on=page.as_of.day.isoformat() if page.as_of else "",
    )


def asked_for(data):
    """What an address asks for: the values of each menu, and the words."""
    asked = {name: data.getlist(name) for name in (*FIRST, *MORE) if any(data.getlist(name))}
    return asked, data.get("q", "").strip()


def commitment_filter(page, data, *, at, groups=None):
    """The filter over the page's commitments; only values that occur on the page, and codes, are choices."""
    choices = {
        name: [value for _legend, options in parts for value, _label in options]
        for name, parts in (groups or choices_of(page)).items()
    }
    choices |= {"status": PublicStatus.values, "kind": Kind.values, "track_kind": Track.Kind.values}
    choices["sdg"] = [str(number) for number in range(1, 18)]
    commitments = Commitment.objects.published().filter(programme=page.programme)
    if page.as_of and not page.as_of.has_statuses:
        choices["status"] = []
    return CommitmentFilter(data, commitments, choices=choices, at=at, as_of=page.as_of)


LABELS = {
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


def choices_of(page):
    """The values that occur among the page's commitments, each with its label as HTML, in groups."""
    rows = page.rows
    statuses, kinds = {row.status for row in rows}, {row.kind for row in rows}
    sectors, sdgs = _sectors_and_sdgs(page.programme)
    areas = [
        (str(area.number), format_html("{} {}", area.number, area.title))
        for area in page.all_areas
        if area.number
    ]
    return {
        "area": [("", areas)],
        "status": [("", _labelled(PublicStatus, SHOWN_ORDER, statuses))],
        "organisation": _organisations(page),
        "track_kind": [("", _labelled(Track.Kind, Track.Kind.values, page.track_kinds))],
        "sdg": [("", sdgs)],
        "sector": [("", sectors)],
        "kind": [("", _labelled(Kind, Kind.values, kinds))],
    }


def _labelled(choices, order, used):
    """The codes that are used, in an order, each with its label as HTML."""
    language = active_language()
    return [(code, _label(choices, code, language)) for code in order if code in used]


@lru_cache(maxsize=512)
def _label(choices, code, _language):
    return escape(str(choices(code).label))


@lru_cache(maxsize=64)
def _name(menu, _language):
    return escape(str(LABELS[menu]))


def _sectors_and_sdgs(programme):
    """The sectors and the goals that the programme's commitments are marked with, as choices."""
    language = active_language()
    sectors = [(slug, _mark("", da, en, language)) for slug, da, en in _sectors(programme=programme.pk)]
    sdgs = sorted(_sdgs(programme=programme.pk))
    return (
        sorted(sectors, key=_by_label),
        [(str(number), _mark(f"{number} ", da, en, language)) for number, da, en in sdgs],
    )


@lru_cache(maxsize=512)
def _mark(number, da, en, _language):
    return SafeString(f"{number}{marked_pick(da, en)}")


# Two questions and not one: together each sector would come once with every goal.
@prepared(programme=IntegerField())
def _sectors(programme):
    return _marks(programme, "sectors__slug", "sectors__name_da", "sectors__name_en")


@prepared(programme=IntegerField())
def _sdgs(programme):
    return _marks(programme, "sdgs__number", "sdgs__name_da", "sdgs__name_en")


def _marks(programme, key, *names):
    shown = Commitment.objects.published().filter(programme=programme)
    return shown.filter(**{f"{key}__isnull": False}).order_by().values_list(key, *names).distinct()


def _by_label(choice):
    return alphabetical(choice[1])


def _organisations(page):
    """Those responsible, by side: Danish first, then the partner's, which is named by its country."""
    sides = {Side.DANISH: (_("Danish side"), {}), Side.PARTNER: (escape(page.country.name), {})}
    for parts in page.parts.values():
        for part in parts:
            if part.slug in sides[part.side][1]:
                continue
            name = marked(part.name)
            label = name if part.label == name else format_html("{} ({})", name, part.label)
            sides[part.side][1][part.slug] = label
    return [(legend, sorted(found.items(), key=_by_label)) for legend, found in sides.values() if found]
