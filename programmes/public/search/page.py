"""The search page: what a question found, by kind, with the words marked; or what to do when it found nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from embassy.folding import fold
from embassy.languages import LocalText, pick
from programmes.models import Organisation, Partnership, SearchEntry
from programmes.public.search.excerpts import Marker
from programmes.public.search.hits import Hit
from programmes.public.search.results import HITS
from programmes.search.ranking import KINDS, MOST, Ranked, answers_to
from programmes.search.text import trigrams, words_of
from programmes.words.strings import alphabetical

Kind = SearchEntry.Kind
LABELS = {
    Kind.PARTNERSHIP: gettext_lazy("Partnerships"),
    Kind.PROGRAMME: gettext_lazy("Programmes"),
    Kind.COMMITMENT: gettext_lazy("Commitments"),
    Kind.ORGANISATION: gettext_lazy("Organisations"),
    Kind.EVENT: gettext_lazy("Events"),
    Kind.ACTIVITY: gettext_lazy("Activities"),
    Kind.NOTE: gettext_lazy("Notes"),
    Kind.PASSAGE: gettext_lazy("Texts of agreements"),
}
SHOWN, PER_PAGE = 5, 20  # of each kind side by side; of one kind
MOST_MEANT, LEAST_ALIKE = 3, 0.3


@dataclass(slots=True)
class Group:
    """The answers of one kind. `count` is “57”, or “100+” when there are more than are looked at."""

    code: str
    label: str | Promise
    count: str
    url: str
    hits: list[Hit]
    is_chosen: bool
    more_words: str = ""
    has_more: bool = False


@dataclass
class SearchPage:
    q: str
    summary: str = ""
    groups: list[Group] = field(default_factory=list)
    kinds: list[Group] = field(default_factory=list)
    all_url: str = ""
    is_close: bool = False
    meant: tuple[tuple[str, str], ...] = ()  # names with the address of their search
    previous_url: str = ""
    next_url: str = ""
    place_words: str = ""
    is_demonstration: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.groups


def search_page(q: str, *, kind: str = "", number: int = 1, at: dt.datetime) -> SearchPage:
    """What the question found; of one `kind` (its code) by pages, when one is asked for."""
    page = SearchPage(q)
    if not q:
        return page
    answers = answers_to(q)
    ranked = {one: answers.kinds[one] for one in KINDS if one in answers.kinds and answers.kinds[one].ids}
    chosen = next((one for one in ranked if _code(one) == kind), None)
    page.all_url, page.is_close = _url(q), answers.is_close and bool(ranked)
    page.summary = _summary(ranked)
    page.kinds = [_group(one, ranked[one], q, is_chosen=one == chosen) for one in ranked]
    page.groups = [group for group in page.kinds if chosen is None or group.is_chosen]
    marker = Marker(answers.words)
    shown = {chosen: _slice(page, ranked[chosen].ids, q, chosen, number)} if chosen else {}
    for group, one in zip(page.kinds, ranked, strict=True):
        if group in page.groups:
            ids = shown.get(one) or ranked[one].ids[:SHOWN]
            group.hits, is_demo = HITS[one](ids, marker, at=at)
            page.is_demonstration |= is_demo
            if chosen is None and len(ranked[one].ids) > SHOWN:
                group.more_words = _("Show all %(count)s") % {"count": group.count}
            group.has_more = ranked[one].has_more and (chosen is None or not page.next_url)
    if not ranked:
        page.meant = _meant(q)
    return page


def _code(kind: Kind) -> str:
    return kind.name.lower()


def _url(q: str, **more: str | int) -> str:
    return f"{reverse('public:search')}?{urlencode({'q': q, **more})}"


def _group(kind: Kind, ranked: Ranked, q: str, *, is_chosen: bool) -> Group:
    count = f"{MOST}+" if ranked.has_more else str(len(ranked.ids))
    return Group(_code(kind), LABELS[kind], count, _url(q, kind=_code(kind)), [], is_chosen)


def _summary(ranked: Mapping[Kind, Ranked]) -> str:
    total = sum(len(one.ids) for one in ranked.values())
    if any(one.has_more for one in ranked.values()):
        return _("More than %(count)d results") % {"count": total}
    return ngettext("%(count)d result", "%(count)d results", total) % {"count": total} if total else ""


def _slice(page: SearchPage, ids: list[int], q: str, kind: Kind, number: int) -> list[int]:
    """The ids of one page of a kind, with the addresses of the pages around it."""
    last = (len(ids) - 1) // PER_PAGE + 1
    number = min(max(number, 1), last)
    if number > 1:
        page.previous_url = _url(q, kind=_code(kind), **({"page": number - 1} if number > 2 else {}))
    if number < last:
        page.next_url = _url(q, kind=_code(kind), page=number + 1)
    if last > 1:
        page.place_words = _("Page %(number)d of %(last)d") % {"number": number, "last": last}
    return ids[(number - 1) * PER_PAGE : number * PER_PAGE]


def _meant(q: str) -> tuple[tuple[str, str], ...]:
    """Names of countries and organisations that look like the question, the likest first, as links."""
    wanted = [trigrams(part) for part in {fold(q), *words_of(q)}]
    names: dict[LocalText, list[str]] = {}
    columns = [f"country__{name}" for name in ("name_da", "name_en", "official_name_da", "official_name_en")]
    for name_da, name_en, *official in Partnership.objects.published().values_list(*columns):
        names[pick(da=name_da, en=name_en)] = [name_da, name_en, *official]
    organisations = Organisation.objects.public().values_list("name_da", "name_en", "acronym")
    for name_da, name_en, acronym in organisations:
        names[pick(da=name_da, en=name_en)] = [name_da, name_en, acronym]
    alike = {
        name: max(_likeness(part, form) for form in forms if form for part in wanted)
        for name, forms in names.items()
    }
    likest = sorted(
        (name for name in alike if alike[name] >= LEAST_ALIKE),
        key=lambda name: (-alike[name], alphabetical(name)),
    )
    return tuple((str(name), _url(name)) for name in likest[:MOST_MEANT])


def _likeness(wanted: set[str], name: str) -> float:
    """From 0 to 1: how many of the threes of letters that either has both have."""
    own = trigrams(fold(name))
    return len(wanted & own) / len(wanted | own)
