"""How bytes go to a reader: compressed as their browser accepts it, under a name (ETag) of their own."""

import gzip
from functools import lru_cache

import brotli

SMALLEST_TO_COMPRESS = 500  # bytes; below this the header costs more than is won
COMPRESS = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
    "": lambda content: content,
}
DECOMPRESS = {"br": brotli.decompress, "gzip": gzip.decompress, "": lambda content: content}
_REFUSED = {"q=0", "q=0.0", "q=0.00", "q=0.000"}


@lru_cache(maxsize=256)
def best_encoding(accepted):
    """`br`, `gzip` or nothing, by what the reader's Accept-Encoding allows."""
    allowed = set()
    for part in accepted.split(","):
        name, _, parameters = part.strip().lower().partition(";")
        if parameters.replace(" ", "") not in _REFUSED:
            allowed.add(name.strip())
    return next((name for name in COMPRESS if name in allowed), "")


def etag_of(digest, encoding):
    """The strong ETag of some content in an encoding."""
    return f'"{digest}-{encoding}"' if encoding else f'"{digest}"'
