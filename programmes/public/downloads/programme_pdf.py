"""A programme as a PDF that looks like a publication: made once for each state of its page, by another process."""

import functools
import hashlib
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from embassy.long_work import READERS, Making, Order, State, answer_meanwhile, maker, result_of
from programmes.public.downloads.publication import Publication, publication
from programmes.public.serving import public_file
from programmes.public.views import published_programme

STYLESHEET = "css/publication.css"


@public_file
def programme_file(request: HttpRequest, country: str, programme: str) -> HttpResponse:
    """The whole programme as a PDF; 503 while it is made, and where it cannot be made what to do instead."""
    book = publication(published_programme(country, programme), at=clock.now(), site=site_of(request))
    html = render_to_string("publication/programme.html", {"book": book, "page": book.page}, request)
    answer = result_of(order_of(book, html))
    if answer.state != State.DONE:
        return answer_meanwhile(
            request,
            answer,
            title=_("%(programme)s as a PDF") % {"programme": book.page.programme.reference},
            page=(book.page.url, book.page.title),
            instead=_("Open the programme's page and print it instead: your browser can save it as a PDF."),
        )
    response = HttpResponse(answer.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{book.page.programme.reference}.pdf"'
    return response


def order_of(book: Publication, html: str) -> Order:
    """The work of making this very text a PDF. Another text is another order, so no reader gets an older one."""
    return Order(
        make_pdf,
        content=html.encode(),
        options={"base": urljoin(book.address, "/")},
        version=code_version(),
        subject=f"programme-pdf {get_language()} {book.address}",
    )


@functools.cache
def code_version() -> str:
    """Differs whenever the code, the stylesheet or the library that make a PDF do."""
    files = [Path(__file__).with_name("pdf.py"), finders.find(STYLESHEET)]
    content = b"".join(Path(file).read_bytes() for file in files if file)
    return hashlib.sha256(content + version("weasyprint").encode()).hexdigest()[:16]


@maker(lane=READERS, seconds=120)
def make_pdf(making: Making, *, base: str) -> bytes:
    making.step(1, 10)
    from programmes.public.downloads.pdf import pdf_of  # noqa: PLC0415  (large, and needs a library of the system)

    making.step(2, 10)
    return pdf_of(making.content.decode(), base=base)
