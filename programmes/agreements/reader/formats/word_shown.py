"""What Word shows of a paragraph: without what is hidden, without prompts of empty fields, struck words apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from docx.document import Document
from docx.oxml.ns import qn

from programmes.agreements.reader.formats.word_lists import Xml

SKIPPED = {qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "footnoteReference")}
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
OFF = ("0", "false", "off")
# Hidden from a web page alone are the page numbers of a table of contents, by which one is known.
_PAGE_NUMBER = re.compile(r"\s*(?:\d+|[ivxlc]+)?\s*", re.I)
_GAP = " … "


@dataclass(slots=True)
class ShownText:
    """A paragraph as its readers see it. `struck` are its words that are struck through, none of which is in `text`."""

    text: str = ""
    struck: str = ""
    has_empty_field: bool = False
    is_bold: bool = False
    shows_number: bool = True  # Word draws the paragraph's number, with words after it or without


class _Piece(NamedTuple):
    words: str
    is_struck: bool
    is_bold: bool


@dataclass(slots=True)
class _Pieces:
    pieces: list[_Piece] = field(default_factory=list)
    has_empty_field: bool = False
    has_words_unseen: bool = False


def is_on(toggle: Xml | None) -> bool:
    return toggle is not None and toggle.get(qn("w:val")) not in OFF


def in_empty_field(node: Xml) -> bool:
    """The node stands in a content control that shows only its prompt: “Click or tap here to enter text.”"""
    return any(map(_shows_prompt, node.iterancestors(qn("w:sdt"))))


def is_hidden_row(tr: Xml) -> bool:
    return is_on(tr.find(f"{qn('w:trPr')}/{qn('w:hidden')}"))


class Shown:
    """Asks a document's styles what is shown of its paragraphs."""

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._default_style = {
            style.get(qn("w:type")): key
            for key, style in self._styles.items()
            if style.get(qn("w:default")) in ("1", "true", "on")
        }
        self._defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")

    def of(self, p: Xml) -> ShownText:
        pieces = _Pieces()
        self._collect(p, self._style_of(p), pieces)
        shown = [piece for piece in pieces.pieces if not piece.is_struck]
        with_words = [piece for piece in shown if piece.words.strip()]
        text = "".join(piece.words for piece in shown)
        return ShownText(
            text,
            _GAP.join(
                " ".join("".join(piece.words for piece in group).split())
                for is_struck, group in groupby(pieces.pieces, lambda piece: piece.is_struck)
                if is_struck
            ).strip(_GAP),
            pieces.has_empty_field,
            bool(with_words) and all(piece.is_bold for piece in with_words),
            bool(text.strip()) or (self._has_words(pieces) and not self._mark_is_hidden(p)),
        )

    @staticmethod
    def _has_words(pieces: _Pieces) -> bool:
        return pieces.has_words_unseen or any(piece.words.strip() for piece in pieces.pieces)

    def _mark_is_hidden(self, p: Xml) -> bool:
        mark = p.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        return self._toggle("vanish", mark, self._style_of(p)) or self._flag(
            "specVanish", mark, self._style_of(p)
        )

    def _style_of(self, p: Xml) -> str | None:
        reference = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return reference.get(qn("w:val")) if reference is not None else self._default_style.get("paragraph")

    def _collect(self, node: Xml, style: str | None, pieces: _Pieces) -> None:
        for child in node.iterchildren():
            if child.tag in SKIPPED:
                continue
            if child.tag == qn("w:r"):
                self._run(child, style, pieces)
            elif child.tag == qn("w:sdt") and _shows_prompt(child):
                pieces.has_empty_field = pieces.has_words_unseen = True
            else:  # a text box in a run has paragraphs of its own
                self._collect(child, self._style_of(child) if child.tag == qn("w:p") else style, pieces)

    def _run(self, run: Xml, style: str | None, pieces: _Pieces) -> None:
        own = run.find(qn("w:rPr"))
        words = "".join(_words(run))
        if self._is_prompt(own):
            pieces.has_empty_field = pieces.has_words_unseen = True
        elif self._is_hidden(own, style, words):
            pieces.has_words_unseen |= bool(words.strip())
        else:
            is_struck = self._toggle("strike", own, style) or self._flag("dstrike", own, style)
            bold = own.find(qn("w:b")) if own is not None else None
            if words:
                pieces.pieces.append(_Piece(words, is_struck, is_on(bold)))
            for child in run.iterchildren():
                if child.tag not in SKIPPED:
                    self._collect(child, style, pieces)

    def _is_hidden(self, own: Xml | None, style: str | None, words: str) -> bool:
        if self._toggle("vanish", own, style) or self._flag("specVanish", own, style):
            return True
        return self._flag("webHidden", own, style) and not _PAGE_NUMBER.fullmatch(words)

    def _is_prompt(self, own: Xml | None) -> bool:
        names = (style.find(qn("w:name")) for style in self._chain(_style_of_run(own)))
        return any(n is not None and n.get(qn("w:val"), "").casefold() == "placeholder text" for n in names)

    # ---- what direct formatting, styles and defaults say

    def _toggle(self, name: str, own: Xml | None, style: str | None) -> bool:
        """Of a toggle two styles that both say so cancel each other out, and the run's own word stands."""
        said = _said(own, name)
        if said is not None:
            return said
        of_styles = bool(self._of_style(name, style)) != bool(self._of_style(name, self._run_style(own)))
        return of_styles or bool(_said(self._defaults, name))

    def _flag(self, name: str, own: Xml | None, style: str | None) -> bool:
        """The nearest word counts: the run's own, its style's, the paragraph's style's, the document's."""
        said = (
            _said(own, name),
            self._of_style(name, self._run_style(own)),
            self._of_style(name, style),
            _said(self._defaults, name),
        )
        return next((one for one in said if one is not None), False)

    def _run_style(self, own: Xml | None) -> str | None:
        return _style_of_run(own) or self._default_style.get("character")

    def _of_style(self, name: str, key: str | None) -> bool | None:
        said = (_said(style.find(qn("w:rPr")), name) for style in self._chain(key))
        return next((one for one in said if one is not None), None)

    def _chain(self, key: str | None) -> Iterator[Xml]:
        """A style and those that it is based on; a circle ends where it began."""
        seen: set[str] = set()
        while key is not None and key in self._styles and key not in seen:
            seen.add(key)
            style = self._styles[key]
            yield style
            based = style.find(qn("w:basedOn"))
            key = based.get(qn("w:val")) if based is not None else None


def _words(run: Xml) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]


def _shows_prompt(sdt: Xml) -> bool:
    return is_on(sdt.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"))


def _style_of_run(own: Xml | None) -> str | None:
    reference = own.find(qn("w:rStyle")) if own is not None else None
    return reference.get(qn("w:val")) if reference is not None else None


def _said(properties: Xml | None, name: str) -> bool | None:
    toggle = properties.find(qn(f"w:{name}")) if properties is not None else None
    return is_on(toggle) if toggle is not None else None
