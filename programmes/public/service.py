"""Addresses outside the languages: where to begin, what robots and researchers ask for, and whether we are well."""

import datetime as dt
from types import SimpleNamespace
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sites.requests import RequestSite
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from embassy import clock
from embassy.context import is_open_to_search_engines, site_of
from programmes.public.days import days_asked_for, knows_days
from programmes.public.parameters import DATED, SITEMAP
from programmes.public.serving import public_file_with, public_page, public_page_with
from programmes.public.sitemaps import PublicPages

SECURITY_CONTACT_HOLDS = dt.timedelta(days=180)


def redirect_in_own_language(request: HttpRequest, url_name: str) -> HttpResponse:
    """Send a reader to a page in the language that their browser asks for, Danish otherwise."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        response = HttpResponseRedirect(reverse(url_name))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page_with(DATED)
@knows_days
def home(request: HttpRequest) -> HttpResponse:
    """The front page in the reader's language, of the day that the address asks for."""
    response = redirect_in_own_language(request, "public:front")
    days = days_asked_for(request)
    if days:
        response["Location"] += f"?{urlencode({'on': days}, doseq=True)}"
    return response


@public_page
def was(request: HttpRequest) -> HttpResponse:
    """The address under which Danish readers look for an accessibility statement."""
    return redirect_in_own_language(request, "public:accessibility")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *"]
    if is_open_to_search_engines():
        address = f"{settings.SITE_URL or request.build_absolute_uri('/').rstrip('/')}{reverse('sitemap')}"
        lines += ["Disallow: /da/work/", "Disallow: /en/work/", "Disallow: /admin/", f"Sitemap: {address}"]
    else:
        lines.append("Disallow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116); nothing until the operator has an address."""
    if not settings.OPERATOR["email"]:
        raise Http404("No operator is set.")
    expires = dt.datetime.combine(clock.today() + SECURITY_CONTACT_HOLDS, dt.time.min, tzinfo=dt.UTC)
    lines = [
        f"Contact: mailto:{settings.OPERATOR['email']}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: da, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@csrf_exempt
@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@csrf_exempt
@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The process answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@public_file_with(SITEMAP)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in both languages; empty while search engines are kept out.

    More addresses than one file may hold stand in several, `?part=1` and so on, and this is the index of those.
    """
    pages, site = PublicPages(), site_of(request)
    parts = pages.paginator.num_pages if is_open_to_search_engines() else 0
    part = request.GET.get("part", "")
    if part and part not in map(str, range(1, parts + 1)):
        raise Http404("No such part.")
    if parts > 1 and not part:
        address = f"{site}{reverse('sitemap')}?part="
        context = {"parts": [f"{address}{number}" for number in range(1, parts + 1)]}
        return render(request, "public/sitemap_index.xml", context, content_type="application/xml")
    protocol, _separator, domain = site.partition("://")
    urls = (
        pages.get_urls(int(part or 1), cast(RequestSite, SimpleNamespace(domain=domain)), protocol)
        if parts
        else []
    )
    return render(request, "public/sitemap.xml", {"urls": urls}, content_type="application/xml")
