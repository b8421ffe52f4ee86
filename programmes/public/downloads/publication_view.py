"""A programme as a PDF that looks like a publication."""

import logging
from urllib.parse import urljoin

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from embassy import clock
from embassy.context import site_of
from programmes.public.downloads.publication import publication
from programmes.public.serving import public_page
from programmes.public.views import published_programme

log = logging.getLogger(__name__)


@public_page
def programme_file(request, country, programme):
    """The whole programme as a PDF; 503 and what to do instead where the server lacks the library for it."""
    book = publication(published_programme(country, programme), at=clock.now(), site=site_of(request))
    try:
        from programmes.public.downloads.pdf import pdf_of  # noqa: PLC0415  (a library of the system may be missing)
    except OSError:
        log.exception("PDFs cannot be made here: install libpango-1.0-0 and libpangoft2-1.0-0")
        return render(request, "publication/not_here.html", {"page": book.page}, status=503)
    html = render_to_string("publication/programme.html", {"book": book, "page": book.page}, request)
    response = HttpResponse(pdf_of(html, base=urljoin(book.address, "/")), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{book.page.programme.reference}.pdf"'
    return response
