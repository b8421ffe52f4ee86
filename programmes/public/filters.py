"""The filters of lists: read from the address by the one definition of their parameters, drawn from ready strings."""

import datetime as dt
import html
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programmes.models import Commitment, Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.asking import Asked, Pairs, Problem, asked_for, shown, unusable
from programmes.public.choices import Groups, Option, choices_across, choices_of
from programmes.public.conditions import When
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.programme import ProgrammePage
from programmes.public.pages.topic_lists import Facets
from programmes.public.parameters import ACROSS, FILTERS, LONGEST_WORDS, OF_PROGRAMME, narrowed

MORE = ("track_kind", "sdg", "sector", "kind")


@dataclass(frozen=True)
class Menus:
    """The parameters of a list that its form has menus for: those that stand first, and the others."""

    first: tuple[str, ...]
    more: tuple[str, ...] = MORE

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.first, *self.more)


PROGRAMME = Menus(("area", "status", "organisation"))
LISTING = Menus(("country", "status", "organisation"))


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
    """What the page draws: the search words, the menus (`first` and `more` are HTML), and what was wrong.

    `kept` are filters without a menu, which go on with the form; `present` as in `Asked`.
    """

    q: str
    first: str
    more: str
    errors: list[tuple[str, str]]
    is_active: bool
    more_chosen: int
    is_open: bool
    kept: Pairs
    pairs: Pairs
    present: dict[tuple[str, str], str]
    on: str = ""

    @property
    def http_status(self) -> int:
        """That of the page: one that shows more than was asked for is no answer to the address."""
        return 422 if self.errors else 200


def filter_commitments(page: ProgrammePage, data: QueryDict, *, at: dt.datetime) -> FilterForm:
    """Narrow a programme's page to what the address asks for and return the form to draw.

    A value that is no choice here is said so beside its filter, and the full list is shown.
    """
    asked = asked_of_programme(page.programme, data, page.as_of)
    if asked and not asked.problems:
        page.narrow(
            set(left_of_programme(page.programme, asked, at, page.as_of).values_list("pk", flat=True))
        )
    return _form(asked, choices_of(page), PROGRAMME, page.as_of)


def filter_list(
    facets: Facets, data: QueryDict, problems: Iterable[Problem] = ()
) -> tuple[FilterForm, CommitmentQuerySet | None]:
    """The form of a list across programmes, and the commitments that the address asks for: None for all of them.

    `problems` are those of the address that are no filters'.
    """
    asked = asked_of_list(data, facets.as_of)
    asked = replace(asked, problems=(*asked.problems, *problems))
    left = left_of_list(facets, asked) if asked and not asked.problems else None
    return _form(asked, choices_across(facets), LISTING, facets.as_of), left


def asked_of_programme(programme: Programme, data: QueryDict, as_of: AsOf | None) -> Asked:
    """The filters that an address has for a programme's list."""
    return _usable_on_day(asked_for(data, OF_PROGRAMME, scope=programme.pk), as_of)


def left_of_programme(
    programme: Programme, asked: Asked, at: dt.datetime, as_of: AsOf | None
) -> CommitmentQuerySet:
    commitments = Commitment.objects.published().filter(programme=programme).order_by()
    return narrowed(commitments, asked.of(OF_PROGRAMME), When(at, as_of))


def asked_of_list(data: QueryDict, as_of: AsOf | None) -> Asked:
    """The filters that an address has for a list across programmes."""
    return _usable_on_day(asked_for(data, ACROSS), as_of)


def left_of_list(facets: Facets, asked: Asked) -> CommitmentQuerySet:
    return narrowed(facets.commitments, asked.of(ACROSS), When(facets.at, facets.as_of))


def _usable_on_day(asked: Asked, as_of: AsOf | None) -> Asked:
    """Of days before the first report there are no statuses to ask for."""
    if as_of is None or as_of.has_statuses:
        return asked
    statuses = asked.values.get("status", ())
    problems = [unusable(FILTERS["status"], value, as_of.explanation) for value in statuses]
    return replace(asked, problems=(*asked.problems, *problems))


def _form(asked: Asked, groups: dict[str, Groups], menus: Menus, as_of: AsOf | None) -> FilterForm:
    errors: dict[str, list[str]] = {}
    for problem in asked.problems:
        errors.setdefault(problem.name, []).append(problem.words)
    chosen = {name: values for name, values in asked.values.items() if name in menus.names}
    q = "".join(asked.values.get("q", ())).strip()
    drawn = {
        name: _menu(name, groups[name], chosen.get(name, ()), errors.get(name, ()), is_labelled=name in MORE)
        for name in menus.names
        if any(options for _legend, options in groups[name]) or name in chosen
    }
    show = escape(_("Show"))
    return FilterForm(
        q=q[:LONGEST_WORDS],
        first=SafeString("".join([drawn[name].folded(name, show) for name in menus.first if name in drawn])),
        more=SafeString("".join([f"<div>{drawn[name].boxes}</div>" for name in MORE if name in drawn])),
        errors=[(problem.label, problem.words) for problem in asked.problems],
        is_active=bool(asked),
        more_chosen=sum(len(chosen.get(name, ())) for name in MORE),
        is_open=any(name in errors for name in MORE),
        pairs=[] if asked.problems else asked.pairs,
        present=asked.present,
        kept=[(name, value) for name, value in asked.pairs if name not in {*menus.names, "q"}],
        on=as_of.day.isoformat() if as_of else "",
    )


def _menu(
    name: str, groups: Groups, chosen: Collection[str], errors: Iterable[str], *, is_labelled: bool
) -> Menu:
    """Draw a menu; `is_labelled` puts its name above the boxes, for menus that do not fold."""
    label = escape(FILTERS[name].label)
    boxes = [f'<p class="form-error-message">{escape(error)}</p>' for error in errors]
    offered = {value for _legend, options in groups for value, _label in options}
    others: list[Option] = [(value, escape(shown(value))) for value in chosen if value not in offered]
    every: Groups = [*groups, ("", others)]
    for legend, options in every:
        if options:
            hidden = ' class="sr-only"' if not (legend or is_labelled) else ""
            drawn = "".join(
                [_option(name, value, text, is_chosen=value in chosen) for value, text in options]
            )
            boxes.append(
                f'<fieldset class="option-group"><legend{hidden}>{legend or label}</legend>{drawn}</fieldset>'
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
