"""The search page: what a question found, by kind, with the words marked; or what to do when it found nothing."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from embassy.languages import pick
from programmes.models import Partnership, SearchEntry
from programmes.public.search.excerpts import Marker
from programmes.public.search.results import HITS
from programmes.search.ranking import KINDS, MOST, answers_to, visible_organisations
from programmes.search.text import fold, trigrams, words_of
from programmes.words.strings import alphabetical

Kind = SearchEntry.Kind
LABELS = {
    Kind.PARTNERSHIP: gettext_lazy("Partnerships"),
    Kind.PROGRAMME: gettext_lazy("Programmes"),
    Kind.COMMITMENT: gettext_lazy("Commitments"),
    Kind.ORGANISATION: gettext_lazy("Organisations"),
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
    hits: list
    is_chosen: bool
    more_words: str = ""
    has_more: bool = False


@dataclass
class SearchPage:
    q: str
    summary: str = ""
    groups: list = None
    kinds: list = None
    all_url: str = ""
    is_close: bool = False
    meant: tuple = ()
    previous_url: str = ""
    next_url: str = ""
    place_words: str = ""
    is_demonstration: bool = False

    @property
    def is_empty(self):
        return not self.groups


def search_page(q, *, kind="", number=1, at):
    """What the question found; of one `kind` (its code) by pages, when one is asked for."""
    page = SearchPage(q)
    if not q:
        return page
    answers = answers_to(q)
    found = {
        kind: answers.kinds[kind] for kind in KINDS if answers.kinds.get(kind) and answers.kinds[kind].ids
    }
    chosen = next((one for one in found if _code(one) == kind), None)
    page.all_url, page.is_close = _url(q), answers.is_close and bool(found)
    page.summary = _summary(found)
    page.kinds = [_group(one, held, q, one == chosen) for one, held in found.items()]
    page.groups = [group for group in page.kinds if chosen is None or group.is_chosen]
    marker = Marker(answers.words)
    shown = {chosen: _slice(page, found[chosen].ids, q, chosen, number)} if chosen else {}
    for group, one in zip(page.kinds, found, strict=True):
        if group in page.groups:
            ids = shown.get(one) or found[one].ids[:SHOWN]
            group.hits, is_demo = HITS[one](ids, marker, at=at)
            page.is_demonstration |= is_demo
            if chosen is None and len(found[one].ids) > SHOWN:
                group.more_words = _("Show all %(count)s") % {"count": group.count}
            group.has_more = found[one].has_more and (chosen is None or not page.next_url)
    if not found:
        page.meant = _meant(q)
    return page


def _code(kind):
    return kind.name.lower()


def _url(q, **more):
    return f"{reverse('public:search')}?{urlencode({'q': q, **more})}"


def _group(kind, found, q, is_chosen):
    count = f"{MOST}+" if found.has_more else str(len(found.ids))
    return Group(_code(kind), LABELS[kind], count, _url(q, kind=_code(kind)), [], is_chosen)


def _summary(found):
    total = sum(len(one.ids) for one in found.values())
    if any(one.has_more for one in found.values()):
        return _("More than %(count)d results") % {"count": total}
    return ngettext("%(count)d result", "%(count)d results", total) % {"count": total} if total else ""


def _slice(page, ids, q, kind, number):
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


def _meant(q):
    """Names of countries and organisations that look like the question, the likest first, as links."""
    wanted, names = [trigrams(part) for part in {fold(q), *words_of(q)}], {}
    columns = [f"country__{name}" for name in ("name_da", "name_en", "official_name_da", "official_name_en")]
    for name_da, name_en, *official in Partnership.objects.published().values_list(*columns):
        names[pick(da=name_da, en=name_en)] = [name_da, name_en, *official]
    for name_da, name_en, acronym in visible_organisations().values_list("name_da", "name_en", "acronym"):
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


def _likeness(wanted, name):
    """From 0 to 1: how many of the threes of letters that either has both have."""
    held = trigrams(fold(name))
    return len(wanted & held) / len(wanted | held)
