"""What the parts of an Office file may be: no macros, no other files, nothing that fetches from elsewhere."""

import re
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from programmes.intake.refusal import Refused

MAX_RELATIONS = 2 * 1024 * 1024
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT_TYPES = "[Content_Types].xml"
MAIN = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}
ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
PROGRAMS = (b"MZ", b"\x7fELF")
MACROS = re.compile(r"vba|macrosheets|activex|ctrlprops|dialogsheets|customui", re.IGNORECASE)
EXTERNAL = re.compile(r"externallinks|externalreferences|/(connections|querytables)", re.IGNORECASE)
# Declarations that build entities, in any encoding that XML parsers take by themselves.
DECLARATION = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C\0T\0Y\0P\0E|E\0N\0T\0I\0T\0Y)|\0<\0!\0(?:D\0O\0C|E\0N\0T)"
)
ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"}


def is_read(name: str) -> bool:
    """Whether `check_office` wants to see the content of this part."""
    return name == CONTENT_TYPES or name.endswith(".rels")


def check_content(name: str, content: bytes) -> None:
    """Raise Refused when one part is a macro, another file, or XML that builds entities."""
    if MACROS.search(name):
        raise Refused(_("The file holds macros or controls. Save it without them."))
    if EXTERNAL.search(name):
        raise Refused(
            _("The file fetches data from other files. Paste the values instead, and save it again.")
        )
    if content.startswith(ARCHIVES):
        raise Refused(_("There is another file inside the file. Take it out, and save it again."))
    if content.startswith(PROGRAMS):
        raise Refused(_("There is a program inside the file."))
    if name.lower().endswith((".xml", ".rels", ".vml")):
        encoding = ENCODING.match(content[:200])
        is_odd = encoding and encoding[1].lower() not in ENCODINGS
        if is_odd or DECLARATION.search(content):
            raise Refused(
                _(
                    "This file is not built like a normal file and may be harmful: its inner text "
                    "declares things that normal files do not."
                )
            )


def check_office(contents: dict[str, bytes], names: set[str], format: str) -> None:
    """Raise Refused unless the parts make a file of this format whose relations stay inside it.

    `contents` holds those that `is_read`. Links that a person clicks may lead anywhere; nothing else may.
    """
    types = contents.get(CONTENT_TYPES, b"")
    if b"macroEnabled" in types:
        raise Refused(_("The file holds macros or controls. Save it without them."))
    if MAIN[format].encode() not in types:
        raise Refused(_("The file's name ends in .%(format)s, but it is not such a file."), format=format)
    for name in sorted(names):
        if name.endswith(".rels"):
            _check_relations(contents[name], format)


def _check_relations(content: bytes, format: str) -> None:
    if len(content) > MAX_RELATIONS:
        raise Refused(_("The file has more links than a normal file."))
    try:
        relations = fromstring(content, forbid_dtd=True).iter(RELATION)
    except (ParseError, DefusedXmlException) as error:
        raise Refused(_("The file is damaged: it is not a whole .%(format)s file."), format=format) from error
    for relation in relations:
        is_outside = relation.get("TargetMode", "").lower() == "external"
        if is_outside and not relation.get("Type", "").endswith("/hyperlink"):
            raise Refused(
                _("The file fetches data from other files. Paste the values instead, and save it again.")
            )
