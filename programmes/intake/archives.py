"""What a zip really holds: its directory read member by member, and every member unpacked and counted.

Python's own zipfile is not used: it reads a directory of any length first and asks questions later. Formats:
PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (its end).
"""

import posixpath
import re
import stat
import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from programmes.intake import parts
from programmes.intake.refusal import Refused

MAX_MEMBERS = 200
MAX_UNPACKED = 30 * 1024 * 1024
MAX_RATIO = 100
RATIO_COUNTS_FROM = 64 * 1024  # a tiny part of blanks may compress better without harm
STORED, DEFLATED = 0, 8
ENCRYPTED = 0x1
END = struct.Struct("<4s4H2LH")
ENTRY = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")

DAMAGED = _("The file is damaged: it is not a whole .%(format)s file.")


@dataclass(frozen=True)
class Member:
    """A file in the archive, as the directory describes it."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    packed: int
    unpacked: int
    crc: int
    mode: int
    offset: int


def check(data: bytes, format: str) -> None:
    """Raise Refused unless `data` is a harmless Office file of this format (`xlsx` or `docx`)."""
    members = _directory(data, format)
    _check_names(members)
    _check_sizes(members)
    contents = {}
    ends_at = 0
    for member in sorted(members, key=lambda member: member.offset):
        content, start, end = _unpack(data, member, format)
        if start < ends_at:
            raise Refused(
                _("This file is not built like a normal file and may be harmful: its parts overlap.")
            )
        ends_at = end
        parts.check_content(member.name, content)
        if parts.is_read(member.name):
            contents[member.name] = content
    parts.check_office(contents, {member.name for member in members}, format)


def _directory(data: bytes, format: str) -> list[Member]:
    """The members that the archive's directory lists. Stops at the first too many."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - END.size - 65535))
    if at < 0 or at + END.size > len(data):
        raise Refused(DAMAGED, format=format)
    _magic, disk, first_disk, here, total, size, offset, _comment = END.unpack_from(data, at)
    if disk or first_disk or here != total or 0xFFFFFFFF in (size, offset) or offset + size != at:
        raise Refused(DAMAGED, format=format)
    members: list[Member] = []
    position = offset
    while position < at:
        if len(members) == MAX_MEMBERS:
            raise Refused(_("The file holds more than %(limit)s parts."), limit=MAX_MEMBERS)
        member, position = _entry(data, position, at, format)
        members.append(member)
    if position != at or len(members) != total or not members:
        raise Refused(DAMAGED, format=format)
    return members


def _entry(data: bytes, position: int, end: int, format: str) -> tuple[Member, int]:
    if position + ENTRY.size > end:
        raise Refused(DAMAGED, format=format)
    (magic, _made, _need, flags, method, _time, _date, crc, packed, unpacked, name_length, extra, comment,
     disk, _internal, external, offset) = ENTRY.unpack_from(data, position)  # fmt: skip
    name_at = position + ENTRY.size
    after = name_at + name_length + extra + comment
    if magic != b"PK\x01\x02" or disk or 0xFFFFFFFF in (packed, unpacked, offset) or after > end:
        raise Refused(DAMAGED, format=format)
    raw_name = data[name_at : name_at + name_length]
    name = raw_name.decode("utf-8" if flags & 0x800 else "cp437", errors="replace")
    mode = external >> 16
    return Member(name, raw_name, flags, method, packed, unpacked, crc, mode, offset), after


def _check_names(members: list[Member]) -> None:
    seen = set()
    for member in members:
        name = member.name.replace("\\", "/")
        walked = posixpath.normpath(name)
        is_odd = not name or name.startswith("/") or re.match(r"[A-Za-z]:", name) or not name.isprintable()
        if is_odd or ".." in name.split("/"):
            raise Refused(
                _(
                    "This file is not built like a normal file and may be harmful: a part of "
                    "it has a path that leads out of it."
                )
            )
        if stat.S_IFMT(member.mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise Refused(
                _("This file is not built like a normal file and may be harmful: a part of it is a link.")
            )
        if walked.casefold() in seen:
            raise Refused(
                _(
                    "This file is not built like a normal file and may be harmful: two of its"
                    " parts have the same name."
                )
            )
        seen.add(walked.casefold())
        if member.flags & ENCRYPTED:
            raise Refused(_("The file is protected by a password. Save it without one."))


def _check_sizes(members: list[Member]) -> None:
    """What the directory promises; that it keeps the promise is seen while unpacking."""
    if sum(member.unpacked for member in members) > MAX_UNPACKED:
        raise Refused(
            _("Unpacked, the file is larger than %(limit)s MB."), limit=MAX_UNPACKED // (1024 * 1024)
        )
    for member in members:
        if member.unpacked > RATIO_COUNTS_FROM and member.unpacked > MAX_RATIO * max(member.packed, 1):
            raise Refused(
                _("The file is compressed far more than normal and may be harmful, so it was not opened.")
            )


def _unpack(data: bytes, member: Member, format: str) -> tuple[bytes, int, int]:
    """(content, start, end) of a member; never more than it promised."""
    if member.offset + LOCAL.size > len(data):
        raise Refused(DAMAGED, format=format)
    header = LOCAL.unpack_from(data, member.offset)
    magic, _need, _flags, method, name_length, extra = *header[:4], *header[-2:]
    name_at = member.offset + LOCAL.size
    start = name_at + name_length + extra
    end = start + member.packed
    if magic != b"PK\x03\x04" or end > len(data) or method != member.method:
        raise Refused(DAMAGED, format=format)
    if data[name_at : name_at + name_length] != member.raw_name:
        raise Refused(
            _("This file is not built like a normal file and may be harmful: a part of it has two names.")
        )
    content = _content(data[start:end], member, format)
    if len(content) != member.unpacked or zlib.crc32(content) != member.crc:
        raise Refused(_("The file is damaged or may be harmful: a part of it is not what it says it is."))
    return content, member.offset, end


def _content(packed: bytes, member: Member, format: str) -> bytes:
    if member.method == STORED:
        return packed
    if member.method != DEFLATED:
        raise Refused(DAMAGED, format=format)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return unpacker.decompress(packed, member.unpacked + 1)
    except zlib.error as error:
        raise Refused(DAMAGED, format=format) from error
