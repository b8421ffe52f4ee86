"""Which published rows answer a question in words, the best first; the same on both databases.

The databases only say which entries have which words (`programmes.search.index`). What a word of the question may
stand for, and which answer is better, is decided here. Every question to them asks the rows' own QuerySets which rows
may be found, so that nothing unpublished is found, counted or left out of a count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from embassy.folding import respelled
from programmes.models import (
    Activity,
    Commitment,
    Document,
    Event,
    Note,
    Organisation,
    Partnership,
    Passage,
    Programme,
    SearchEntry,
)
from programmes.search.index import (
    EntryRow,
    Sql,
    SqlByKind,
    entries_with,
    object_key,
    tokens_in_use,
    words_with,
)
from programmes.search.text import Asked, as_token, asked_words, distance, inflected, trigrams

Kind = SearchEntry.Kind
KINDS = (
    Kind.PARTNERSHIP, Kind.PROGRAMME, Kind.COMMITMENT, Kind.ORGANISATION, Kind.EVENT, Kind.ACTIVITY, Kind.NOTE,
    Kind.PASSAGE,
)  # fmt: skip
WITHOUT_TITLES = (Kind.PASSAGE, Kind.NOTE)
MOST = 100  # of one kind; whoever finds more is asked for another word
MOST_WORDS = 12  # of a question; the rest is not looked for
MOST_CHOICES = 40  # that one word may stand for
SHORTEST_PART, SHORTEST_SLIP, TWO_SLIPS = 3, 5, 8  # letters
# How good an answer is that has the word itself, another spelling or form of it, its beginning, a part, or something
# close.
ITSELF, RESPELLED, INFLECTED, BEGINNING, PART, CLOSE = 8, 7, 6, 5, 3, 1
IN_HEAD = 4  # more for a word that stands in a title or a name

Grades: TypeAlias = dict[str, int]  # of words, or of tokens


@dataclass(slots=True)
class Ranked:
    """What a question found of one kind: rows' ids, the best first; `has_more` when there are more than MOST."""

    ids: list[int] = field(default_factory=list)
    has_more: bool = False


@dataclass(slots=True)
class Answers:
    """What a question found by kind, and the folded words looked for; `is_close` when only slips of them were near."""

    kinds: dict[Kind, Ranked]
    words: set[str]
    is_close: bool = False

    @property
    def total(self) -> int:
        return sum(len(ranked.ids) for ranked in self.kinds.values())


def answers_to(q: str, kinds: Sequence[Kind] = KINDS) -> Answers:
    """Find rows that have every word of the question; where nothing has, rows that come close."""
    words, small = _words(q)
    if not words:
        return Answers({}, set())
    choices, helping = _choices(words), [{word.spellings[0].upper(): ITSELF} for word in small]
    kinds_ranked = _find(choices, helping, kinds)
    is_close = not any(ranked.ids for ranked in kinds_ranked.values())
    if is_close:
        nearer = _with_slips(words, choices)
        if nearer != choices:
            choices, kinds_ranked = nearer, _find(nearer, helping, kinds)
    looked_for = {word for choice in choices for word in choice}
    return Answers(kinds_ranked, looked_for, is_close)


def tokens_asked_for(q: str) -> list[set[str]]:
    """What lists look for: for each word of a question the tokens of which a row must have one."""
    words, _small = _words(q)
    return [{as_token(word) for word in choice} for choice in _choices(words)]


def _words(q: str) -> tuple[list[Asked], list[Asked]]:
    """The words to look for, and the small ones, which are looked for only when there are no others."""
    asked = asked_words(q)
    words, small = ([word for word in asked if word.is_small == is_small] for is_small in (False, True))
    return (words[:MOST_WORDS], small[:MOST_WORDS]) if words else (small[:MOST_WORDS], [])


# ---- what a word may stand for


def _choices(words: list[Asked]) -> list[Grades]:
    """For each word of the question the words it may stand for, with how good each is."""
    spellings = {spelling for word in words for spelling in word.spellings}
    parts = {_part(spelling) for spelling in spellings if len(spelling) >= SHORTEST_PART}
    forms = {f"^{form}$" for spelling in spellings for form in inflected(spelling) | respelled(spelling)}
    similar = words_with(connection, parts, whole=forms)
    return [_choice(word.spellings, similar) for word in words]


def _part(word: str) -> str:
    """Three letters are looked for at the beginning of words, more anywhere: “havvind” is in “Havvindmøller”."""
    return f"^{word}" if len(word) == SHORTEST_PART else word


def _choice(spellings: Iterable[str], similar: Iterable[str]) -> Grades:
    choice = dict.fromkeys(spellings, ITSELF)
    for spelling in spellings:
        if len(spelling) >= SHORTEST_PART:
            choice |= _longer(spelling, similar, choice)
    return choice


def _first_public(words: list[str]) -> list[str]:
    """Of words that stand in an order the first MOST_CHOICES that anyone may read."""
    first: list[str] = []
    for start in range(0, len(words), MOST_CHOICES):
        some = words[start : start + MOST_CHOICES]
        public = _public(some)
        first += [word for word in some if word in public]
        if len(first) >= MOST_CHOICES:
            break
    return first[:MOST_CHOICES]


def _public(words: Iterable[str]) -> set[str]:
    """Those of these words that a row has which anyone may read. No other word may have a say in what is found."""
    word_of_token = {as_token(word): word for word in words}
    found = tokens_in_use(connection, word_of_token, _visible(connection.vendor))
    return {word_of_token[token] for token in found}


def _longer(word: str, similar: Iterable[str], known: Grades) -> Grades:
    """Of similar words the other spellings and forms of a word, and those that have it as a part."""
    part, beginning = _part(word), f"^{word}"
    spelled, forms = respelled(word), inflected(word)
    grades: Grades = {}
    longer: Grades = {}
    for marked in similar:
        other = marked[1:-1]
        if other in known:
            continue
        if other in spelled:
            grades[other] = RESPELLED
        elif other in forms:
            grades[other] = INFLECTED
        elif part in marked:
            longer[other] = BEGINNING if marked.startswith(beginning) else PART
    # As long as there is room for all, words that nobody may read can stay: they find nothing that is shown.
    chosen = list(longer) if len(longer) <= MOST_CHOICES else _first_public(list(longer))
    return grades | {other: longer[other] for other in chosen}


def _with_slips(words: list[Asked], choices: list[Grades]) -> list[Grades]:
    """The same with words that are a slip or two away."""
    return [
        choice | dict.fromkeys(_close_to(word.spellings[0], choice), CLOSE)
        for word, choice in zip(words, choices, strict=True)
    ]


def _close_to(word: str, known: Grades) -> list[str]:
    if len(word) < SHORTEST_SLIP:
        return []
    slips = 2 if len(word) >= TWO_SLIPS else 1
    letters = set(word)
    near: dict[int, list[str]] = defaultdict(list)  # by the number of slips
    shortest, longest = len(word) + 2 - slips, len(word) + 2 + slips
    for marked in words_with(connection, trigrams(word), shortest=shortest, longest=longest):
        other = marked[1:-1]
        # Each slip changes at most two of the letters that occur; counting them is quick.
        if other not in known and len(letters.symmetric_difference(other)) <= 2 * slips:
            away = distance(word, other, at_most=slips)
            if away <= slips:
                near[away].append(other)
    return _closest(near)


def _closest(near: Mapping[int, list[str]]) -> list[str]:
    """The words that are the fewest slips away, of those that anyone may read."""
    by_slips = (_first_public(near[slips]) for slips in sorted(near))
    return next(filter(None, by_slips), [])


# ---- which rows, in which order


@cache  # building it takes as long as the search itself, and it is always the same
def _visible(vendor: str) -> dict[Kind, Sql]:
    """For each kind the SQL that asks whether the public may see an entry's row."""
    public_texts = Document.objects.public().filter(
        Exists(Programme.objects.published().filter(text=OuterRef("pk")))
    )
    rows: dict[Kind, QuerySet[Any]] = {
        Kind.PARTNERSHIP: Partnership.objects.published(),
        Kind.PROGRAMME: Programme.objects.published(),
        Kind.COMMITMENT: Commitment.objects.published(),
        Kind.ORGANISATION: Organisation.objects.public(),
        Kind.PASSAGE: Passage.objects.filter(document__in=public_texts),
        Kind.EVENT: Event.objects.public(),
        Kind.ACTIVITY: Activity.objects.public(),
        Kind.NOTE: Note.objects.public(),
    }
    return {kind: _sql(visible, object_key(connection, kind)) for kind, visible in rows.items()}


def _sql(rows: QuerySet[Any], key: str) -> Sql:
    """The SQL of a QuerySet for the row whose id SQL names, with its parameters."""
    one = rows.order_by().filter(pk=RawSQL(key, ())).values("pk")  # noqa: S611 - our own names
    return one.query.get_compiler(connection=connection).as_sql()


def _find(choices: list[Grades], helping: list[Grades], kinds: Sequence[Kind]) -> dict[Kind, Ranked]:
    tokens = [{as_token(word) for word in choice} for choice in choices]
    visible = _visible(connection.vendor)
    wanted = {kind: visible[kind] for kind in kinds}
    rows = _by_kind(entries_with(connection, tokens, wanted, limit=MOST + 1), wanted)
    full = {kind: visible[kind] for kind in kinds if len(rows[kind]) > MOST}
    titled: SqlByKind = {kind: visible[kind] for kind in full if kind not in WITHOUT_TITLES}
    if titled:
        # There are more than are looked at: those with the words in their titles must be among these.
        named = entries_with(connection, tokens, titled, limit=MOST, in_head=True)
        for kind, entries in _by_kind(named, titled).items():
            rows[kind] = list({entry.id: entry for entry in (*rows[kind], *entries)}.values())
    graded = [{as_token(word): grade for word, grade in choice.items()} for choice in [*choices, *helping]]
    return {kind: Ranked(_best(rows[kind], graded), kind in full) for kind in kinds}


def _by_kind(entries: Iterable[EntryRow], kinds: Iterable[Kind]) -> dict[Kind, list[EntryRow]]:
    of_kind: dict[Kind, list[EntryRow]] = {kind: [] for kind in kinds}
    for entry in entries:
        of_kind[Kind(entry.id // SearchEntry.key(1, 0))].append(entry)
    return of_kind


def _best(entries: Iterable[EntryRow], graded: list[Grades]) -> list[int]:
    """The ids of rows by how well they answer; equal ones in the order in which they were written."""
    scored = sorted((-_score(head, words, graded), pk) for pk, head, words in entries)
    return [pk % SearchEntry.key(1, 0) for _score, pk in scored[:MOST]]


def _score(head: str, words: str, graded: list[Grades]) -> int:
    in_head, tokens = head.split(" "), words.split(" ")
    return sum(
        max((grades[token] + IN_HEAD * (token in in_head) for token in tokens if token in grades), default=0)
        for grades in graded
    )
