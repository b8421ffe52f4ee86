"""The gates that every file from outside passes before anything parses it: size, kind, and what a zip really holds."""

import re
from collections.abc import Callable, Collection
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from programmes.intake import archives
from programmes.intake.refusal import Refused

MEGABYTE = 1024 * 1024
MAX_SIZE = 10 * MEGABYTE
FORMATS = {
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".pdf": "pdf",
    ".docx": "docx",
    ".txt": "txt",
}
# What people send most often instead, and what their own program can make of it.
INSTEAD = {
    ".xls": "xlsx", ".xlsm": "xlsx", ".xlsb": "xlsx", ".xltx": "xlsx", ".ods": "xlsx", ".numbers": "xlsx",
    ".doc": "docx", ".docm": "docx", ".odt": "docx", ".rtf": "docx", ".pages": "docx",
}  # fmt: skip
ZIPPED = {"xlsx", "docx"}
TEXT = {"csv", "json", "txt"}
OTHER_MAGIC = (
    b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh",
    b"\xfd7zXZ", b"\x7fELF", b"MZ", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf",
)  # fmt: skip
# Control characters that no text has; TAB, LF, FF and CR are fine.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")


def check(data: bytes, name: str, *, allowed: Collection[str]) -> str:
    """The format of a file (`xlsx csv json pdf docx txt`), by its name and by its bytes. Raises Refused.

    `allowed` are the formats that the caller can read.
    """
    check_size(len(data))
    if not data:
        raise Refused(_("The file is empty."))
    format = _named(name, allowed)
    _GATES[format](data)
    return format


def check_size(size: int) -> None:
    """The first gate, for a caller who knows the size before holding the bytes. Raises Refused."""
    if size > MAX_SIZE:
        raise Refused(
            _("The file is %(size)s MB. Files may be up to %(limit)s MB."),
            size=f"{size / MEGABYTE:.1f}",
            limit=MAX_SIZE // MEGABYTE,
        )


def _named(name: str, allowed: Collection[str]) -> str:
    """The format that the name's ending says."""
    ending = PurePath(str(name).replace("\\", "/")).suffix.lower()
    format = FORMATS.get(ending)
    if format is not None and format in allowed:
        return format
    accepted = ", ".join(sorted(end for end, known in FORMATS.items() if known in allowed))
    if INSTEAD.get(ending) in allowed:
        raise Refused(
            _("Files ending in %(ending)s are not read. Open it, save it as .%(instead)s, and send that."),
            ending=ending,
            instead=INSTEAD[ending],
        )
    raise Refused(
        _("The file's name must end in one of %(accepted)s; this one is called “%(name)s”."),
        accepted=accepted,
        name=PurePath(str(name).replace("\\", "/")).name[-80:],
    )


def _check_zip(format: str) -> Callable[[bytes], None]:
    def check_zip(data: bytes) -> None:
        if not data.startswith(b"PK\x03\x04"):
            if data.startswith(
                b"\xd0\xcf\x11\xe0"
            ):  # Office wraps what it encrypts, and its files of old, in OLE
                raise Refused(
                    _(
                        "The file is protected by a password or in Office's old format. Save it as .%(format)s."
                    ),
                    format=format,
                )
            raise Refused(_("The file's name ends in .%(format)s, but it is not such a file."), format=format)
        archives.check(data, format)

    return check_zip


def _check_pdf(data: bytes) -> None:
    if b"%PDF-" not in data[:1024]:
        raise Refused(_("The file's name ends in .%(format)s, but it is not such a file."), format="pdf")
    if ACTIVE_PDF.search(data):
        raise Refused(
            _("The PDF holds scripts or other files. Print it to a new PDF, and send that."),
        )


def _check_text(data: bytes) -> None:
    """Text has no control characters (UTF-16 with its mark has, of necessity) and looks like no other kind."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if data.startswith(OTHER_MAGIC) or CONTROL.search(data):
        raise Refused(_("The file is not text, whatever its name says."))


_GATES = {
    **{format: _check_zip(format) for format in ZIPPED},
    **dict.fromkeys(TEXT, _check_text),
    "pdf": _check_pdf,
}
