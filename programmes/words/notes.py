"""Editors' public notes and the sources they cite."""

from dataclasses import dataclass, field
from types import MappingProxyType

from django.db.models import IntegerField

from embassy.languages import pick
from embassy.prepared import prepared
from programmes.models import Document, Note
from programmes.words.strings import date_words, in_language, marked, marked_pick


@dataclass(slots=True)
class Source:
    """A public document as a list of sources shows it: ready HTML and its address, if it has one."""

    title: str
    url: str
    about: str


@dataclass(slots=True)
class PublicNote:
    text: str
    noted: str
    sources: list = field(default_factory=list)


NOTHING_HELD = MappingProxyType({})
SOURCE_COLUMNS = (
    "pk",
    "title_da",
    "title_en",
    "publisher_da",
    "publisher_en",
    "url",
    "language",
    "published_on",
    "read_on",
)


def source_of(
    pk,
    title_da,
    title_en,
    publisher_da,
    publisher_en,
    url,
    language,
    published_on,
    read_on,
    held=NOTHING_HELD,
):
    """A document's line from its columns. `held` gives, by id, the address here of a text that is held here."""
    about = [marked_pick(publisher_da, publisher_en), date_words(published_on), in_language(language)]
    return Source(
        marked(pick(da=title_da, en=title_en)), held.get(pk, url), ", ".join(part for part in about if part)
    )


def sources_of(documents, held=NOTHING_HELD):
    """The public ones of a set of documents, as sources."""
    return [
        source_of(*values, held=held)
        for values in documents.filter(pk__in=Document.objects.public()).values_list(*SOURCE_COLUMNS)
    ]


def public_notes(notes, held=NOTHING_HELD):
    """The public ones of a set of notes, each with its public sources."""
    found = list(_public(notes))
    return _with_sources(found, _documents_of([pk for pk, *_ in found]) if found else (), held)


def public_notes_of_programme(programme):
    """The public ones of the notes on a programme as a whole, by its id."""
    found = _of_programme(programme=programme)
    return _with_sources(found, _documents_of_programme(programme=programme) if found else (), NOTHING_HELD)


@prepared(programme=IntegerField())
def _of_programme(programme):
    return _public(Note.objects.filter(programme=programme, commitment=None))


@prepared(programme=IntegerField())
def _documents_of_programme(programme):
    notes = Note.objects.filter(programme=programme, commitment=None).public()
    return _documents_of(notes.values("pk"))


def _public(notes):
    return notes.public().order_by("key").values_list("pk", "text_da", "text_en", "noted_on")


def _documents_of(notes):
    return (
        Document.objects.public()
        .filter(notes__in=notes)
        .order_by("key")
        .values_list("notes", *SOURCE_COLUMNS)
    )


def _with_sources(notes, documents, held):
    found = {
        pk: PublicNote(marked_pick(text_da, text_en), date_words(noted_on))
        for pk, text_da, text_en, noted_on in notes
    }
    for note, *source in documents:
        if note in found:
            found[note].sources.append(source_of(*source, held=held))
    return list(found.values())
