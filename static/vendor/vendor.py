"""Put the two vendored packages into this directory, pruned. Run by a developer, its output is committed.

    npm pack dkfds@11.2.0
    npm pack @fontsource/ibm-plex-serif@5.3.0
    python static/vendor/vendor.py dkfds-11.2.0.tgz fontsource-ibm-plex-serif-5.3.0.tgz

The design system comes as 30 MB with three themes, five font formats and source maps. A page needs one
stylesheet, the woff2 files and the icons that the stylesheet names. Its script is left out: no page uses it.
"""

import re
import shutil
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).parent
SERIF_FILES = ("ibm-plex-serif-latin-400-normal.woff2", "ibm-plex-serif-latin-600-normal.woff2")


def only_woff2(match):
    """Keep the woff2 address of a font face, drop the formats that no current browser asks for."""
    face = match.group(0)
    woff2 = re.search(r'url\("?([^)"]*?\.woff2)"?\)', face)
    if not woff2:
        return face
    return re.sub(r"src:[^;}]*(;src:[^;}]*)?", f'src:url({woff2.group(1)}) format("woff2")', face)


def prune_dkfds(archive, target):
    """Write the design system's stylesheet in a cascade layer, so that our own rules win without a fight."""

    def read(name):
        return archive.extractfile(f"package/{name}").read()

    css = read("dist/css/dkfds.min.css").decode()
    css = re.sub(r"\n?/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"@font-face\{[^}]*\}", only_woff2, css).removeprefix("\ufeff")
    css = re.sub(r'^@charset "[^"]*";', "", css)
    version = archive_version(archive)
    write(
        target / "css/dkfds.min.css",
        f"/* DKFDS {version}, see ../LICENSE.md */\n@layer dkfds{{{css}}}\n".encode(),
    )
    for address in sorted(set(re.findall(r'url\("?(\.\./[^)"]+)"?\)', css))):
        write(target / address[3:], read(f"dist/{address[3:]}"))
    write(target / "LICENSE.md", read("LICENSE.md"))
    write(target / "fonts/IBMPlexSans/LICENSE.txt", read("dist/fonts/IBMPlexSans/complete/woff2/license.txt"))
    write(target / "VERSION", f"{version}\n".encode())


def prune_serif(archive, target):
    """Keep the two weights in which we set the words of an agreement."""
    for name in SERIF_FILES:
        write(target / name, archive.extractfile(f"package/files/{name}").read())
    write(target / "LICENSE.txt", archive.extractfile("package/LICENSE").read())
    write(target / "VERSION", f"{archive_version(archive)}\n".encode())


def archive_version(archive):
    manifest = archive.extractfile("package/package.json").read().decode()
    return re.search(r'"version":\s*"([^"]+)"', manifest).group(1)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def main(dkfds, serif):
    for prune, source, name in ((prune_dkfds, dkfds, "dkfds"), (prune_serif, serif, "plex-serif")):
        shutil.rmtree(HERE / name, ignore_errors=True)
        with tarfile.open(source) as archive:
            prune(archive, HERE / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
