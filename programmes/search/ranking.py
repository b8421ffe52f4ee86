"""Which published rows answer a question in words, the best first; the same on both databases.

The databases only say which entries have which words (`programmes.search.index`). What a word of the question may
stand for, and which answer is better, is decided here. Every question to them asks the rows' own QuerySets which rows
may be found, so that nothing unpublished is found, counted or left out of a count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from programmes.models import (
    Commitment,
    Document,
    Organisation,
    Partnership,
    Passage,
    Programme,
    Responsibility,
    SearchEntry,
)
from programmes.search.index import EntryRow, Sql, SqlByKind, entries_with, object_key, words_with
from programmes.search.text import SMALL_WORDS, as_token, distance, inflected, joined_words, trigrams

Kind = SearchEntry.Kind
KINDS = (Kind.PARTNERSHIP, Kind.PROGRAMME, Kind.COMMITMENT, Kind.ORGANISATION, Kind.PASSAGE)
MOST = 100  # of one kind; whoever finds more is asked for another word
MOST_WORDS = 12  # of a question; the rest is not looked for
MOST_CHOICES = 40  # that one word may stand for
SHORTEST_PART, SHORTEST_SLIP, TWO_SLIPS = 3, 5, 8  # letters
# How good an answer is that has the word itself, another form of it, its beginning, a part, or something close.
ITSELF, INFLECTED, BEGINNING, PART, CLOSE = 8, 6, 5, 3, 1
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
    words = _words(q)
    if not words:
        return Answers({}, set())
    choices = _choices(words)
    kinds_ranked = _find(choices, kinds)
    is_close = not any(ranked.ids for ranked in kinds_ranked.values())
    if is_close:
        nearer = _with_slips(words, choices)
        if nearer != choices:
            choices, kinds_ranked = nearer, _find(nearer, kinds)
    looked_for = {word for choice in choices for word in choice}
    return Answers(kinds_ranked, looked_for, is_close)


def _words(q: str) -> list[str]:
    """The words to look for, each once; small ones only when there are no others."""
    words = list(dict.fromkeys(joined_words(q)))
    return ([word for word in words if word not in SMALL_WORDS] or words)[:MOST_WORDS]


# ---- what a word may stand for


def _choices(words: list[str]) -> list[Grades]:
    """For each word of the question the words it may stand for, with how good each is."""
    parts = {_part(word) for word in words if len(word) >= SHORTEST_PART}
    forms = {f"^{form}$" for word in words for form in inflected(word)}
    similar = words_with(connection, parts, whole=forms)
    return [_choice(word, similar) for word in words]


def _part(word: str) -> str:
    """Three letters are looked for at the beginning of words, more anywhere: “havvind” is in “Havvindmøller”."""
    return f"^{word}" if len(word) == SHORTEST_PART else word


def _choice(word: str, similar: Iterable[str]) -> Grades:
    choice = {word: ITSELF}
    if len(word) >= SHORTEST_PART:
        part, beginning, forms = _part(word), f"^{word}", inflected(word)
        for marked in similar:
            other = marked[1:-1]
            if other in forms:
                choice.setdefault(other, INFLECTED)
            elif part in marked and len(choice) < MOST_CHOICES:
                choice.setdefault(other, BEGINNING if marked.startswith(beginning) else PART)
    return choice


def _with_slips(words: list[str], choices: list[Grades]) -> list[Grades]:
    """The same with words that are a slip or two away."""
    nearer = []
    for word, choice in zip(words, choices, strict=True):
        slips = 2 if len(word) >= TWO_SLIPS else 1
        letters = set(word)
        near: dict[int, list[str]] = defaultdict(list)  # by the number of slips
        if len(word) >= SHORTEST_SLIP:
            shortest, longest = len(word) + 2 - slips, len(word) + 2 + slips
            for marked in words_with(connection, trigrams(word), shortest=shortest, longest=longest):
                other = marked[1:-1]
                # Each slip changes at most two of the letters that occur; counting them is quick.
                if other not in choice and len(letters.symmetric_difference(other)) <= 2 * slips:
                    away = distance(word, other, at_most=slips)
                    if away <= slips:
                        near[away].append(other)
        closest = near[min(near)] if near else []
        nearer.append(choice | dict.fromkeys(closest[:MOST_CHOICES], CLOSE))
    return nearer


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
        Kind.ORGANISATION: visible_organisations(),
        Kind.PASSAGE: Passage.objects.filter(document__in=public_texts),
    }
    return {kind: _sql(visible, object_key(connection, kind)) for kind, visible in rows.items()}


def visible_organisations() -> QuerySet[Organisation]:
    """Those that a published commitment names."""
    # Asked row by row, until one is found: of an IN or EXISTS the databases make lists of all published commitments.
    published = Commitment.objects.published().filter(pk=OuterRef("commitment"))
    named_in = Responsibility.objects.filter(_is_any(published), organisation=OuterRef("pk"))
    return Organisation.objects.filter(_is_any(named_in))


def _is_any(rows: QuerySet[Any]) -> IsNull:
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _sql(rows: QuerySet[Any], key: str) -> Sql:
    """The SQL of a QuerySet for the row whose id SQL names, with its parameters."""
    one = rows.order_by().filter(pk=RawSQL(key, ())).values("pk")  # noqa: S611 - our own names
    return one.query.get_compiler(connection=connection).as_sql()


def _find(choices: list[Grades], kinds: Sequence[Kind]) -> dict[Kind, Ranked]:
    tokens = [{as_token(word) for word in choice} for choice in choices]
    visible = _visible(connection.vendor)
    wanted = {kind: visible[kind] for kind in kinds}
    rows = _by_kind(entries_with(connection, tokens, wanted, limit=MOST + 1), wanted)
    full = {kind: visible[kind] for kind in kinds if len(rows[kind]) > MOST}
    titled: SqlByKind = {kind: visible[kind] for kind in full if kind != Kind.PASSAGE}  # which has no title
    if titled:
        # There are more than are looked at: those with the words in their titles must be among these.
        named = entries_with(connection, tokens, titled, limit=MOST, in_head=True)
        for kind, entries in _by_kind(named, titled).items():
            rows[kind] = list({entry.id: entry for entry in (*rows[kind], *entries)}.values())
    graded = [{as_token(word): grade for word, grade in choice.items()} for choice in choices]
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
