"""A page as it is kept: the bytes in one encoding, with the headers of its answers 200 and 304."""

from dataclasses import dataclass

from django.utils.http import parse_etags

from embassy.page_cache.encodings import COMPRESS, DECOMPRESS, SMALLEST_TO_COMPRESS, etag_of

HEADERS_TAKE = 3000  # bytes, about, of what is kept beside the content
_OF_AN_ENCODING = {"etag", "content-length", "content-encoding"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One page in one encoding, ready to be sent."""

    digest: str
    encoding: str
    content: bytes
    headers: list
    headers_unchanged: list

    @property
    def size(self):
        return len(self.content) + HEADERS_TAKE

    @property
    def etag(self):
        return self.headers[0][1]

    def encoded(self, encoding):
        """The same page in another encoding."""
        content = DECOMPRESS[self.encoding](self.content)
        return answer(self.digest, content, self.headers, encoding)

    def is_held_by(self, asked):
        """Whether a reader who sends this If-None-Match has these very bytes."""
        if asked == self.etag:
            return True
        names = parse_etags(asked)
        return names == ["*"] or self.etag in {name.removeprefix("W/") for name in names}


def answer(digest, content, headers, encoding):
    """Encode a page; small ones stay as they are. `headers` are those of the page, whatever its encoding was."""
    encoding = encoding if len(content) >= SMALLEST_TO_COMPRESS else ""
    content = COMPRESS[encoding](content)
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_AN_ENCODING]
    named = [("ETag", etag_of(digest, encoding)), *kept]
    return Answer(
        digest,
        encoding,
        content,
        [
            *named,
            ("Content-Length", str(len(content))),
            *([("Content-Encoding", encoding)] if encoding else []),
        ],
        [(name, value) for name, value in named if name.lower() != "content-type"],
    )


def digest_of(status, headers):
    """The digest in the ETag of a page that may be kept for everyone; None of one that may not.

    It may when it says so itself, in the words of every public page, and depends on nothing but its address.
    """
    held = {name.lower(): value for name, value in headers}
    varies = {part.strip().lower() for part in held.get("vary", "").split(",")} - {"", "accept-encoding"}
    etag = held.get("etag", "")
    may_be_kept = (
        status.startswith("200 ")
        and held.get("cache-control", "").startswith("public, no-cache")
        and etag.startswith('"')
        and "content-length" in held  # what is streamed is never whole in memory
        and not varies
        and held.keys().isdisjoint({"set-cookie", "content-encoding"})
    )
    return etag.strip('"') if may_be_kept else None
