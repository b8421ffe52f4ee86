"""What the search looks in: an entry for everything that can be found, in step with every change set.

`follow` is called at the end of each change set, inside its transaction, whichever channel it came through, and makes
anew the entries of what was touched; `rebuild` makes all, and must find nothing to change. An entry depends on rows
only and on no clock, so that none goes stale by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Model, Q, QuerySet

from embassy import bulk
from embassy.models import Country
from embassy.page_cache import stamp
from programmes.models import (
    Activity,
    Commitment,
    Event,
    Note,
    Organisation,
    OrganisationAlias,
    Partnership,
    PartnershipLevel,
    Passage,
    PriorityArea,
    Programme,
    Responsibility,
    SearchEntry,
    SearchWord,
    Sector,
    Signatory,
    Track,
    Wording,
)
from programmes.search.index import sort_in
from programmes.search.text import as_token, word_of, words_of

Kind = SearchEntry.Kind
BATCH = 1000
MANY = 10_000  # ids in one question: SQLite takes 32,766 values at most, as it usually comes
# What people also call the partner countries, beside the names in the register.
ALSO_CALLED = {"CN": "PRC", "KR": "ROK Korea", "VN": "Viet Nam", "ZA": "RSA"}
_COUNTRY = ("iso2", "iso3", "name_da", "name_en", "official_name_da", "official_name_en")


Texts: TypeAlias = list[str]
Said: TypeAlias = tuple[int, Texts, Texts]  # a row's id, its head (titles, names) and the rest
# For a model's label the ids of rows that were touched, and their earlier values.
Rows: TypeAlias = Mapping[str, tuple[Sequence[int], Sequence[Mapping[str, Any]]]]


class EntryValues(NamedTuple):
    """An entry as it is written."""

    id: int
    object_id: int
    head: str
    words: str


# ---- what an entry says


def _country_words(values: Texts) -> Texts:
    return [*values, ALSO_CALLED.get(values[0], "")]


def _partnerships(ids: Sequence[int]) -> Iterator[Said]:
    levels = _gathered(
        PartnershipLevel.objects.filter(partnership__in=ids), "partnership_id", "title_da", "title_en"
    )
    columns = [f"country__{name}" for name in _COUNTRY]
    for pk, *country in Partnership.objects.filter(pk__in=ids).values_list("pk", *columns):
        yield pk, _country_words(country), levels[pk]


def _programmes(ids: Sequence[int]) -> Iterator[Said]:
    # Of one of which only the existence is public, nothing more is found than its name.
    named_only = set(Programme.objects.filter(pk__in=ids, is_named_only=True).values_list("pk", flat=True))
    rest = _gathered(
        PriorityArea.objects.filter(programme__in=ids), "programme_id", "title", "title_da", "title_en"
    )
    tracks = Track.objects.filter(area__programme__in=ids)
    for pk, texts in _gathered(tracks, "area__programme_id", "title", "title_da").items():
        rest[pk] += texts
    for pk, texts in _gathered(_signed_by(ids), "programme_id", "name", "title_da", "title_en").items():
        rest[pk] += texts
    columns = ["reference", "title_da", "title_en", "title_signed", "standfirst_da", "standfirst_en"]
    columns += ["signing_note_da", "signing_note_en", *(f"partnership__country__{name}" for name in _COUNTRY)]
    for pk, *values in Programme.objects.filter(pk__in=ids).values_list("pk", *columns):
        more = [] if pk in named_only else values[4:8] + rest[pk]
        yield pk, values[:4] + _country_words(values[8:]), more


def _signed_by(programme_ids: Sequence[int]) -> QuerySet[Signatory]:
    """Those who are named as signatories; where a note says how it was signed, that stands in their place."""
    named = Signatory.objects.filter(programme__signing_note_da="", programme__signing_note_en="")
    return named.filter(programme__in=programme_ids)


def _organisations(ids: Sequence[int]) -> Iterator[Said]:
    aliases = _gathered(OrganisationAlias.objects.filter(organisation__in=ids), "organisation_id", "name")
    columns = ("name_da", "name_en", "acronym", "country__name_da", "country__name_en")
    for pk, *values in Organisation.objects.filter(pk__in=ids).values_list("pk", *columns):
        yield pk, values[:3] + aliases[pk], values[3:]


def _commitments(ids: Sequence[int]) -> Iterator[Said]:
    those = bulk.among("commitment", ids)
    rest = _gathered(Wording.objects.public().filter(**those), "commitment_id", "text")
    responsible = Responsibility.objects.filter(**those).order_by("pk")
    parts = list(responsible.values_list("commitment_id", "organisation_id", "as_named"))
    names = _names_of({organisation for _pk, organisation, _named in parts})
    for pk, organisation, as_named in parts:
        rest[pk] += [*names[organisation], as_named]
    marked = Commitment.sectors.through.objects.filter(**those).order_by("pk")
    for pk, *texts in marked.values_list("commitment_id", "sector__name_da", "sector__name_en"):
        rest[pk] += texts
    columns = ["number", "plain_title_da", "plain_title_en", "programme__reference"]
    columns += [f"programme__partnership__country__{name}" for name in _COUNTRY]
    for pk, *values in Commitment.objects.filter(**bulk.among("pk", ids)).values_list("pk", *columns):
        yield pk, values[:4], rest[pk] + _country_words(values[4:])


def _names_of(organisation_ids: Collection[int]) -> dict[int, Texts]:
    aliases = OrganisationAlias.objects.filter(organisation__in=organisation_ids)
    names = _gathered(aliases, "organisation_id", "name")
    rows = Organisation.objects.filter(pk__in=organisation_ids)
    for pk, *own in rows.values_list("pk", "name_da", "name_en", "acronym"):
        names[pk] += own
    return names


def _passages(ids: Sequence[int]) -> Iterator[Said]:
    for pk, text in Passage.objects.filter(pk__in=ids).values_list("pk", "text"):
        yield pk, [], [text]


def _events(ids: Sequence[int]) -> Iterator[Said]:
    columns = ["title_da", "title_en", "place_da", "place_en", "participants_da", "participants_en"]
    columns += [f"partnership__country__{name}" for name in _COUNTRY]
    public = Event.objects.filter(pk__in=ids, is_public=True)
    for pk, *values in public.values_list("pk", *columns):
        yield pk, values[:2], values[2:6] + _country_words(values[6:])


def _activities(ids: Sequence[int]) -> Iterator[Said]:
    """All of them: staff look through theirs as the public looks through what is public."""
    columns = ("title_da", "title_en", "place", "participants", "outcome")
    for pk, *values in Activity.objects.filter(pk__in=ids).values_list("pk", *columns):
        yield pk, values[:2], values[2:]


def _notes(ids: Sequence[int]) -> Iterator[Said]:
    public = Note.objects.filter(pk__in=ids, audience=Note.Audience.PUBLIC)
    for pk, *texts in public.values_list("pk", "text_da", "text_en"):
        yield pk, [], texts


def _gathered(rows: QuerySet[Any], owner: str, *columns: str) -> dict[int, Texts]:
    """The texts of rows by whom they belong to."""
    gathered: dict[int, Texts] = defaultdict(list)
    for pk, *texts in rows.order_by("pk").values_list(owner, *columns):
        gathered[pk] += texts
    return gathered


SAID = {
    Kind.PARTNERSHIP: (Partnership, _partnerships),
    Kind.PROGRAMME: (Programme, _programmes),
    Kind.ORGANISATION: (Organisation, _organisations),
    Kind.COMMITMENT: (Commitment, _commitments),
    Kind.PASSAGE: (Passage, _passages),
    Kind.EVENT: (Event, _events),
    Kind.ACTIVITY: (Activity, _activities),
    Kind.NOTE: (Note, _notes),
}


# ---- making entries anew


class _Batch:
    """The words of some entries, each text taken apart only once: names come again and again."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}
        self.words: set[str] = set()

    def entry(self, kind: Kind, pk: int, head: Texts, rest: Texts) -> EntryValues:
        heading = dict.fromkeys(chain.from_iterable(map(self._tokens, head)))
        every = heading | dict.fromkeys(chain.from_iterable(map(self._tokens, rest)))
        return EntryValues(SearchEntry.key(kind, pk), pk, " ".join(heading), " ".join(every))

    def _tokens(self, text: str) -> list[str]:
        tokens = self._seen.get(text)
        if tokens is None:
            words = words_of(text) if text else []
            self.words.update(words)
            tokens = self._seen[text] = list(map(as_token, words))
        return tokens


@transaction.atomic
def refresh(kind: Kind, ids: Iterable[int]) -> int:
    """Make the entries of these rows of one kind anew. Returns how many had to change."""
    keys = sorted(set(ids))
    return sum(_refresh(kind, keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


def _refresh(kind: Kind, ids: Sequence[int]) -> int:
    # Locked before anything is read: of two who write at once, the second reads what the first wrote.
    entries = SearchEntry.objects.filter(**bulk.among("pk", [SearchEntry.key(kind, pk) for pk in ids]))
    locked = {entry.pk: entry for entry in entries.order_by("pk").select_for_update()}
    batch, new, changed = _Batch(), [], []
    for said in SAID[kind][1](ids):
        row = batch.entry(kind, *said)
        entry = locked.pop(row.id, None)
        if entry is None:
            new.append(row)
        elif (entry.head, entry.words) != (row.head, row.words):
            entry.head, entry.words = row.head, row.words
            changed.append(entry)
    if new or changed:
        _add_words(batch.words)
    bulk.insert(SearchEntry._meta.db_table, EntryValues._fields, new)
    SearchEntry.objects.bulk_update(changed, ["head", "words"], batch_size=200)
    if locked:  # what is left has no row any more
        SearchEntry.objects.filter(pk__in=list(locked)).delete()
    return len(new) + len(changed) + len(locked)


def _add_words(words: Iterable[str]) -> int:
    """Add those not known yet, in order, so that two who add the same ones wait and do not lock each other out.

    They are not asked for first: PostgreSQL would answer that from the index over threes of letters, 0.7 s for 500.
    """
    wanted = [SearchWord(marked=f"^{word}$") for word in sorted(words)]
    SearchWord.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return len(wanted)


# ---- following what is written


def follow(touched: Rows) -> None:
    """Make anew what may have changed with these rows: for a model's label, their ids and their earlier values."""
    if sum(refresh(kind, ids) for kind, ids in sorted(_concerned(_Touched(touched)).items()) if ids):
        sort_in(connection)


class _Touched:
    """The rows of a change set, asked for by model."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def ids(self, model: type[Model]) -> set[int]:
        return set(self._of(model)[0])

    def _of(self, model: type[Model]) -> tuple[Sequence[int], Sequence[Mapping[str, Any]]]:
        return self._rows.get(model._meta.label_lower, ((), ()))

    def owners(self, model: type[Model], column: str) -> set[int]:
        """Whom the rows of a model belong to, or belonged to before."""
        touched, past = self._of(model)
        owners = {before[column] for before in past if before.get(column)}
        for start in range(0, len(touched), MANY):
            some = sorted(set(touched[start : start + MANY]))
            owners |= _ids(model._base_manager.filter(**bulk.among("pk", some)), column)
        return owners


def _ids(rows: QuerySet[Any], column: str = "pk") -> set[int]:
    return set(rows.order_by().values_list(column, flat=True))


def _concerned(touched: _Touched) -> dict[Kind, set[int]]:
    countries, organisations = touched.ids(Country), touched.ids(Organisation)
    organisations |= touched.owners(OrganisationAlias, "organisation_id")
    partnerships = touched.ids(Partnership) | touched.owners(PartnershipLevel, "partnership_id")
    programmes = touched.ids(Programme) | touched.owners(PriorityArea, "programme_id")
    programmes |= touched.owners(Signatory, "programme_id")
    events = touched.ids(Event)
    areas, sectors = touched.ids(PriorityArea) | touched.owners(Track, "area_id"), touched.ids(Sector)
    if countries:
        partnerships |= _ids(Partnership.objects.filter(country__in=countries))
        organisations |= _ids(Organisation.objects.filter(country__in=countries))
        events |= _ids(Event.objects.filter(partnership__country__in=countries))
    if countries or areas:
        concerned = Q(partnership__country__in=countries) | Q(areas__in=areas)
        programmes |= _ids(Programme.objects.filter(concerned))
    commitments = touched.ids(Commitment)
    commitments |= touched.owners(Wording, "commitment_id") | touched.owners(Responsibility, "commitment_id")
    for ids, column in (
        (organisations, "responsibilities__organisation__in"),
        (touched.ids(Programme), "programme__in"),
        (countries, "programme__partnership__country__in"),
        (sectors, "sectors__in"),
    ):
        if ids:
            commitments |= _ids(Commitment.objects.filter(**{column: ids}))
    return {
        Kind.PARTNERSHIP: partnerships,
        Kind.PROGRAMME: programmes,
        Kind.ORGANISATION: organisations,
        Kind.COMMITMENT: commitments,
        Kind.PASSAGE: touched.ids(Passage),
        Kind.EVENT: events,
        Kind.ACTIVITY: touched.ids(Activity),
        Kind.NOTE: touched.ids(Note),
    }


# ---- all of it


def fill_when_empty(using: str, **_kwargs: Any) -> None:
    """After a migrate: a database from before there was a search gets its entries now."""
    connection = connections[using]
    tables = {model._meta.db_table for model in (SearchEntry, SearchWord, Partnership)}
    if using != DEFAULT_DB_ALIAS or not tables <= set(connection.introspection.table_names()):
        return
    if Partnership.objects.exists() and not SearchEntry.objects.exists():
        rebuild()


def rebuild() -> int:
    """Make all entries anew, in batches. Returns how many were wrong, missing or left over."""
    changed = sum(_rebuild(kind, model) for kind, (model, _said) in SAID.items())
    changed += _rebuild_words()
    sort_in(connection)
    return changed


def _rebuild(kind: Kind, model: type[Model]) -> int:
    """Entries whose row is gone come along with the rows around them."""
    low, high = SearchEntry.key(kind, 0), SearchEntry.key(kind + 1, 0)
    changed, last = 0, 0
    while True:
        rows = model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        entries = SearchEntry.objects.filter(pk__gt=low + last, pk__lt=high).order_by("pk")
        ids = sorted({*rows, *entries.values_list("object_id", flat=True)[:BATCH]})[:BATCH]
        if not ids:
            return changed
        with transaction.atomic():
            wrong = refresh(kind, ids)
            if wrong:
                stamp.move_on()
        changed, last = changed + wrong, ids[-1]


def _rebuild_words() -> int:
    """Words that entries have and the list lacks are added; words that no entry has any more go."""
    tokens: set[str] = set()
    for words in (
        SearchEntry.objects.order_by("pk").values_list("words", flat=True).iterator(chunk_size=BATCH)
    ):
        tokens.update(words.split(" "))
    tokens.discard("")
    with transaction.atomic():
        known = dict(SearchWord.objects.values_list("marked", "pk"))
        token_ids = {as_token(marked[1:-1]): pk for marked, pk in known.items()}
        added = _add_words({word_of(token) for token in tokens - set(token_ids)})
        left = [pk for token, pk in token_ids.items() if token not in tokens]
        for start in range(0, len(left), 500):
            SearchWord.objects.filter(pk__in=left[start : start + 500]).delete()
    return added
