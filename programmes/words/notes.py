"""Editors' public notes and the sources they cite."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeAlias

from django.db import models
from django.db.models import IntegerField

from embassy.languages import pick
from embassy.partial_dates import PartialDate
from embassy.prepared import Parameter, prepared
from programmes.models import Document, Note
from programmes.models.partnerships import NoteQuerySet
from programmes.words.strings import date_words, in_language, marked, marked_pick
from programmes.words.written import written


@dataclass(slots=True)
class Source:
    """A public document as a list of sources shows it: ready HTML and its address, if it has one."""

    title: str
    url: str
    about: str


@dataclass(slots=True)
class PublicNote:
    text: str
    sources: list[Source] = field(default_factory=list)


# The address here of each document, by its id, whose text is held here.
HeldTexts: TypeAlias = Mapping[int, str]
NoteColumns: TypeAlias = tuple[int, str, str]
NOTHING_HELD: HeldTexts = MappingProxyType({})


class SourceColumns(NamedTuple):
    """The columns of a document that its line in a list of sources is made from."""

    pk: int
    title_da: str
    title_en: str
    publisher_da: str
    publisher_en: str
    url: str
    language: str
    published_on: PartialDate | None
    read_on: dt.date | None

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls._make(getattr(document, name) for name in cls._fields)


def source_of(document: SourceColumns, addresses: HeldTexts = NOTHING_HELD) -> Source:
    publisher = marked_pick(document.publisher_da, document.publisher_en)
    about = [publisher, date_words(document.published_on), in_language(document.language)]
    return Source(
        marked(pick(da=document.title_da, en=document.title_en)),
        addresses.get(document.pk, document.url),
        ", ".join(part for part in about if part),
    )


def sources_of(documents: models.QuerySet[Document], addresses: HeldTexts = NOTHING_HELD) -> list[Source]:
    """The public ones of a set of documents, as sources."""
    public = documents.filter(pk__in=Document.objects.public())
    return [
        source_of(SourceColumns._make(values), addresses)
        for values in public.values_list(*SourceColumns._fields)
    ]


def public_notes(notes: NoteQuerySet, addresses: HeldTexts = NOTHING_HELD) -> list[PublicNote]:
    """The public ones of a set of notes, each with its public sources."""
    public = list(_public(notes))
    return _with_sources(public, _documents_of([pk for pk, *_ in public]) if public else (), addresses)


def public_notes_of_programme(programme: int) -> list[PublicNote]:
    """The public ones of the notes on a programme as a whole, by its id."""
    public = _of_programme(programme=programme)
    return _with_sources(public, _documents_of_programme(programme=programme) if public else (), NOTHING_HELD)


@prepared(programme=IntegerField())
def _of_programme(programme: Parameter) -> models.QuerySet[Any]:
    return _public(Note.objects.filter(programme=programme, commitment=None))


@prepared(programme=IntegerField())
def _documents_of_programme(programme: Parameter) -> models.QuerySet[Any]:
    notes = Note.objects.filter(programme=programme, commitment=None).public()
    return _documents_of(notes.values("pk"))


def _public(notes: NoteQuerySet) -> models.QuerySet[Any]:
    return notes.public().order_by("position", "key").values_list("pk", "text_da", "text_en")


def _documents_of(notes: models.QuerySet[Any] | list[int]) -> models.QuerySet[Any]:
    return (
        Document.objects.public()
        .filter(notes__in=notes)
        .order_by("key")
        .values_list("notes", *SourceColumns._fields)
    )


def _with_sources(
    notes: Iterable[NoteColumns], documents: Iterable[tuple[Any, ...]], addresses: HeldTexts
) -> list[PublicNote]:
    by_pk = {pk: PublicNote(written(pick(da=text_da, en=text_en))) for pk, text_da, text_en in notes}
    for note, *columns in documents:
        if note in by_pk:
            by_pk[note].sources.append(source_of(SourceColumns._make(columns), addresses))
    return list(by_pk.values())
