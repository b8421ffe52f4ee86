"""docs/glossary.md is where our words are kept: the catalogue and the templates keep to its tables."""

import re
from dataclasses import dataclass
from functools import cache

import polib
import pytest

from tests.architecture.source import ROOT, ours

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")
# What a reader of a template does not see: tags, variables and markup.
UNSEEN = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Term:
    """A row of the glossary: what one thing is called in both languages, and what it is not called."""

    english: tuple[str, ...]
    danish: tuple[str, ...]
    not_english: tuple[str, ...]
    not_danish: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A text of the interface with its Danish translation, plurals apart."""

    english: str
    danish: str


@dataclass(frozen=True)
class Glossary:
    terms: tuple[Term, ...]
    exceptions: frozenset[tuple[str, str]]  # (text, word)

    def faults(self, texts: list[Text]) -> list[str]:
        """Where texts leave the glossary, as lines to print."""
        return [
            f"{text.english!r} → {text.danish!r}: {fault}"
            for text in texts
            for word, fault in self._faults_of(text)
            if (text.english, word) not in self.exceptions
        ]

    def _faults_of(self, text: Text):
        english, danish = (PLACEHOLDER.sub(" ", words) for words in (text.english, text.danish))
        for term in self.terms:
            word = next((word for word in term.english if stands_in(word, english)), None)
            if word and not any(form.casefold() in danish.casefold() for form in term.danish):
                yield word, f"“{word}” is not said as {term.danish}"
            for unwanted, language, words in (
                *((word, "English", english) for word in term.not_english),
                *((word, "Danish", danish) for word in term.not_danish),
            ):
                if stands_in(unwanted, words):
                    yield unwanted, f"“{unwanted}” is not used in {language}"


def stands_in(word: str, text: str) -> bool:
    """Whether a text has the word as a word of its own; `…` stands for any beginning or ending."""
    start, end = "" if word.startswith("…") else r"(?<!\w)", "" if word.endswith("…") else r"(?!\w)"
    return bool(re.search(start + re.escape(word.strip("…")) + end, text, re.IGNORECASE))


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def table(document: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, each as its cells."""
    section = document.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    return [cells(line) for line in section.splitlines() if line.startswith("|")][2:]


def listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def read(document: str) -> Glossary:
    terms = [
        Term(listed(english), listed(danish), listed(not_english), listed(not_danish))
        for english, danish, _meaning, not_english, not_danish in table(document, "Terms")
    ]
    phrases = [
        Term((), (), listed(not_english), listed(not_danish))
        for not_english, not_danish, _instead in table(document, "Phrases that we leave out")
    ]
    exceptions = frozenset((text, word) for text, word, _why in table(document, "Exceptions"))
    return Glossary((*terms, *phrases), exceptions)


@cache
def document() -> str:
    return (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


def catalogue() -> list[Text]:
    texts = []
    for entry in polib.pofile(ROOT / "locale/da/LC_MESSAGES/django.po"):
        texts.append(Text(entry.msgid, entry.msgstr or entry.msgstr_plural[0]))
        if entry.msgid_plural:
            texts.append(Text(entry.msgid_plural, entry.msgstr_plural[1]))
    return texts


def seen_in_templates() -> list[Text]:
    """What templates say without asking the catalogue: no language is translated, so both lists count."""
    return [
        Text(words, words)
        for path in ours({".html", ".txt"})
        if path.parts[0] == "templates"
        for words in [" ".join(UNSEEN.sub(" ", (ROOT / path).read_text(encoding="utf-8")).split())]
        if words
    ]


def test_the_catalogue_keeps_to_the_glossary():
    assert read(document()).faults(catalogue()) == []


def test_templates_use_no_word_that_the_glossary_leaves_out():
    unwanted_only = [Term((), (), term.not_english, term.not_danish) for term in read(document()).terms]
    assert Glossary(tuple(unwanted_only), frozenset()).faults(seen_in_templates()) == []


def test_every_exception_is_needed_and_says_why():
    glossary = read(document())
    reasons = table(document(), "Exceptions")
    assert all(why for _text, _word, why in reasons)
    without = Glossary(glossary.terms, frozenset())
    needed = {(text.english, word) for text in catalogue() for word, _fault in without._faults_of(text)}
    assert glossary.exceptions - needed == frozenset()


def test_no_term_stands_in_the_glossary_twice():
    words = [word for term in read(document()).terms for word in term.english]
    assert len(words) == len(set(words))


def test_every_term_says_what_it_is():
    assert all(meaning for _english, _danish, meaning, *_not in table(document(), "Terms"))


@pytest.mark.parametrize(
    ("english", "danish", "word"),
    [
        ("See the commitments", "Se forpligtelserne", "commitments"),
        ("See the commitments", "Se tilsagnene", "…tilsagn…"),
        ("See the undertakings", "Se punkterne", "undertakings"),
        ("The meeting was missed", "Mødet blev ikke holdt", "missed"),
        ("Save", "Hvordan står det til?", "…står det til"),
        ("%(count)s reports were approved", "%(count)s rapporter blev frigivet", "approved"),
    ],
)
def test_a_text_that_leaves_the_glossary_is_seen(english, danish, word):
    faults = read(document()).faults([Text(english, danish)])
    assert any(f"“{word}”" in fault for fault in faults)


def test_a_text_that_keeps_to_the_glossary_is_let_through():
    assert read(document()).faults([Text("See the commitments", "Se aftalepunkterne")]) == []


def test_an_exception_lets_one_text_through_and_no_other():
    page = document().rstrip() + "\n| Missed | missed | A title that we quote. |\n"
    glossary = read(page)
    assert glossary.faults([Text("Missed", "Ikke nået")]) == []
    assert len(glossary.faults([Text("Missed it", "Ikke nået")])) == 1
