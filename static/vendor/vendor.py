"""Put the three vendored packages into this directory, pruned. Run by a developer, its output is committed.

    npm pack dkfds@11.2.0
    npm pack @fontsource/ibm-plex-serif@5.3.0
    npm pack htmx.org@2.0.11
    .venv/bin/python static/vendor/vendor.py dkfds-11.2.0.tgz fontsource-ibm-plex-serif-5.3.0.tgz htmx.org-2.0.11.tgz

The design system comes as 30 MB with three themes, five font formats and source maps. A page needs one
stylesheet, some woff2 files and the icons that the stylesheet names. Its script is left out: no page uses it.

Of its font, a page loads the parts whose letters it has: 17 KB a face where the whole would be 60. Medium and bold are
left out, so that a browser takes regular and semibold for them, as our own rules do.

Of its 220 KB of rules those stay that can match something: a tenth. Rules with a class that no template and no code of
ours names are left out, and LEFT_OUT lists those classes. Who begins to use one runs this again; a test says when.
"""

import io
import re
import shutil
import sys
import tarfile
from pathlib import Path

import tinycss2
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROOMS_WITH_CLASSES = ("templates", "embassy", "programmes", "static/js")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
SERIF_FILES = ("ibm-plex-serif-latin-400-normal.woff2", "ibm-plex-serif-latin-600-normal.woff2")
SANS = "fonts/IBMPlexSans"
SANS_FACES = {"Regular": ("normal", 400), "Italic": ("italic", 400), "SemiBold": ("normal", 600)}
SANS_PARTS = ("Latin1", "Latin2", "Latin3", "Pi", "Greek", "Cyrillic")
# Whole, for PDFs: what sets them does not choose a font by its letters.
SANS_WHOLE = ("Regular", "SemiBold")


def faces(read):
    """The font faces of a page: each part says which letters it has, and is loaded for no others."""
    for name, (style, weight) in SANS_FACES.items():
        for part in SANS_PARTS:
            address = f"{SANS}/split/woff2/IBMPlexSans-{name}-{part}.woff2"
            yield (
                f"@font-face{{font-family:IBM Plex Sans;font-style:{style};font-weight:{weight};font-display:swap;"
                f'src:url(../{address}) format("woff2");unicode-range:{letters(read(f"dist/{address}"))}}}'
            )


def letters(font):
    """The letters of a font as CSS writes them: U+41-5A,U+E6."""
    spans = []
    for letter in sorted(TTFont(io.BytesIO(font)).getBestCmap()):
        if spans and letter == spans[-1][1] + 1:
            spans[-1][1] = letter
        else:
            spans.append([letter, letter])
    return ",".join(f"U+{first:X}" + (f"-{last:X}" if last > first else "") for first, last in spans)


def our_words():
    """Every word of our templates and code: a class that is none of them is used by nobody."""
    files = (path for room in ROOMS_WITH_CLASSES for path in (ROOT / room).rglob("*"))
    texts = (path.read_text("utf-8") for path in files if path.suffix in {".html", ".svg", ".py", ".js"})
    return {word for text in texts for word in re.findall(r"[A-Za-z_][\w-]*", text)}


def used(css, words):
    """The rules of a stylesheet that can match something."""
    return "".join(_used(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), words))


def _used(rules, words):
    for rule in rules:
        if rule.type == "qualified-rule":
            alternatives = re.split(r",(?![^(]*\))", tinycss2.serialize(rule.prelude))
            chosen = [one for one in alternatives if words.issuperset(classes(one))]
            if chosen:
                yield f"{','.join(chosen)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_used(inner, words)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}"
        else:
            yield rule.serialize()


def classes(selector):
    """The classes that a selector asks for; not those that it asks to be absent."""
    return set(CLASS.findall(re.sub(r":not\([^)]*\)", "", selector)))


def prune_dkfds(archive, target):
    """Write the design system's stylesheet in a cascade layer, so that our own rules win without a fight."""

    def read(name):
        return archive.extractfile(f"package/{name}").read()

    css = read("dist/css/dkfds.min.css").decode()
    css = re.sub(r"\n?/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"@font-face\{[^}]*\}", "", css).removeprefix("\ufeff")
    css = re.sub(r'^@charset "[^"]*";', "", css)
    words = our_words()
    left_out = sorted(set(CLASS.findall(re.sub(r"\{[^{}]*\}", "{}", css))) - words)
    write(target / "LEFT_OUT", "".join(f"{name}\n" for name in left_out).encode())
    css = "".join(faces(read)) + used(css, words)
    version = archive_version(archive)
    write(
        target / "css/dkfds.min.css",
        f"/* DKFDS {version}, see ../LICENSE.md */\n@layer dkfds{{{css}}}\n".encode(),
    )
    for address in sorted(set(re.findall(r'url\("?(\.\./[^)"]+)"?\)', css))):
        write(target / address[3:], read(f"dist/{address[3:]}"))
    for name in SANS_WHOLE:
        address = f"{SANS}/complete/woff2/IBMPlexSans-{name}.woff2"
        write(target / address, read(f"dist/{address}"))
    write(target / "LICENSE.md", read("LICENSE.md"))
    write(target / f"{SANS}/LICENSE.txt", read(f"dist/{SANS}/complete/woff2/license.txt"))
    write(target / "VERSION", f"{version}\n".encode())


def prune_serif(archive, target):
    """Keep the two weights in which we set the words of an agreement."""
    for name in SERIF_FILES:
        write(target / name, archive.extractfile(f"package/files/{name}").read())
    write(target / "LICENSE.txt", archive.extractfile("package/LICENSE").read())
    write(target / "VERSION", f"{archive_version(archive)}\n".encode())


def prune_htmx(archive, target):
    """Keep the one file that a page loads."""
    write(target / "htmx.min.js", archive.extractfile("package/dist/htmx.min.js").read())
    write(target / "LICENSE.txt", archive.extractfile("package/LICENSE").read())
    write(target / "VERSION", f"{archive_version(archive)}\n".encode())


def archive_version(archive):
    manifest = archive.extractfile("package/package.json").read().decode()
    return re.search(r'"version":\s*"([^"]+)"', manifest).group(1)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def main(dkfds, serif, htmx):
    packages = ((prune_dkfds, dkfds, "dkfds"), (prune_serif, serif, "plex-serif"), (prune_htmx, htmx, "htmx"))
    for prune, source, name in packages:
        shutil.rmtree(HERE / name, ignore_errors=True)
        with tarfile.open(source) as archive:
            prune(archive, HERE / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
