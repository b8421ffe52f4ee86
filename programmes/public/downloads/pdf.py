"""HTML to PDF. Imported only where a PDF is made: it needs Pango, a library of the system that nothing else wants.

One at a time in a process: see the lanes of embassy.long_work.
"""

import hashlib
import logging
import mimetypes
from pathlib import Path

import weasyprint
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

for talkative in ("weasyprint.progress", "fontTools"):  # of every page, of every font
    logging.getLogger(talkative).setLevel(logging.WARNING)

STATIC = "static:"
LOOK = "css/publication.css"


class OurFiles(URLFetcher):
    """Static files by their name (`static:css/publication.css`), and nothing else: no other file, no address."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        try:
            path = finders.find(url.removeprefix(STATIC)) if url.startswith(STATIC) else None
        except SuspiciousFileOperation:
            path = None
        if path is None:
            raise FatalURLFetchingError(f"A publication is made of our static files only, not of {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


def pdf_of(html: str, *, base: str) -> bytes:
    """A tagged PDF (PDF/UA-1) of a document, the same bytes for the same text; relative links lead to `base`."""
    document = weasyprint.HTML(string=html, base_url=base, url_fetcher=OurFiles())
    look = weasyprint.CSS(url=f"{STATIC}{LOOK}", url_fetcher=OurFiles())
    name = hashlib.sha256(html.encode()).hexdigest()[:32]
    return document.write_pdf(stylesheets=[look], pdf_variant="pdf/ua-1", pdf_identifier=name.encode())
