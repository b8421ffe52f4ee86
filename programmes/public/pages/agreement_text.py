"""The text of an agreement, paragraph by paragraph, to the letter."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from embassy.models import Country
from programmes.models import Document, Passage, Programme, Wording
from programmes.public.pages.programme import facts_line
from programmes.words.notes import Source, SourceColumns, source_of
from programmes.words.strings import in_language, marked

HEADING: dict[str, str] = {Passage.Style.HEADING1: "h2", Passage.Style.HEADING2: "h3"}
IN_LIST = {Passage.Style.BULLET, Passage.Style.LIST}


@dataclass(slots=True)
class Paragraph:
    """One passage; `commitments` are numbers and addresses of what it is the wording of."""

    number: int
    page: int | None
    text: str
    style: str
    commitments: list[tuple[str, str]]


@dataclass(slots=True)
class Block:
    """Paragraphs drawn together: a heading (`h2`, `h3`), text, or the entries of a list."""

    kind: str
    paragraphs: list[Paragraph]


@dataclass
class AgreementPage:
    programme: Programme
    country: Country
    programme_url: str
    title: str
    language: str
    in_language: str
    facts: list[str]
    source: Source
    authenticity: str
    contents: list[tuple[int, str]]  # headings, by their paragraph's number
    blocks: list[Block]


def agreement_page(programme: Programme, document_id: int) -> AgreementPage:
    """The text of a programme that its document holds, in blocks."""
    document, url = Document.objects.get(pk=document_id), programme.get_absolute_url()
    links: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for passage, number in (
        Wording.objects.public()
        .filter(passage__document=document, commitment__programme=programme, commitment__is_published=True)
        .order_by("commitment__position")
        .values_list("passage", "commitment__number")
    ):
        links[passage].append((number, f"{url}{number}/"))
    passages = Passage.objects.filter(document=document).order_by("paragraph")
    paragraphs = [
        Paragraph(number, page, text, style, links.get(pk, []))
        for pk, number, page, text, style in passages.values_list("pk", "paragraph", "page", "text", "style")
    ]
    return AgreementPage(
        programme=programme,
        country=programme.partnership.country,
        programme_url=url,
        title=marked(programme.title),
        language=document.language,
        in_language=in_language(document.language),
        facts=facts_line(programme),
        source=source_of(SourceColumns.of(document)),
        authenticity=document.get_authenticity_display() if document.authenticity else "",
        contents=[(one.number, one.text) for one in paragraphs if one.style == Passage.Style.HEADING1],
        blocks=[Block(kind, list(group)) for kind, group in groupby(paragraphs, _kind)],
    )  # fmt: skip


def _kind(paragraph: Paragraph) -> str:
    if paragraph.style in IN_LIST:
        return "list"
    return HEADING.get(paragraph.style, "text")
