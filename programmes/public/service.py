"""Addresses outside the languages: where to begin, what robots and researchers ask for, and whether we are well."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from embassy import clock
from embassy.context import is_open_to_search_engines
from programmes.models import Commitment, Partnership, Programme
from programmes.public.pages import public_page

SECURITY_CONTACT_HOLDS = dt.timedelta(days=180)


def redirect_in_own_language(request, url_name):
    """Send a reader to a page in the language that their browser asks for, Danish otherwise."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        response = HttpResponseRedirect(reverse(url_name))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page
def home(request):
    return redirect_in_own_language(request, "public:front")


@public_page
def was(request):
    """The address under which Danish readers look for an accessibility statement."""
    return redirect_in_own_language(request, "public:accessibility")


@public_page
def robots(request):
    lines = ["User-agent: *"]
    if is_open_to_search_engines():
        address = f"{settings.SITE_URL or request.build_absolute_uri('/').rstrip('/')}{reverse('sitemap')}"
        lines += ["Disallow: /da/work/", "Disallow: /en/work/", "Disallow: /admin/", f"Sitemap: {address}"]
    else:
        lines.append("Disallow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
def security_txt(request):
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


@login_not_required
@require_safe
@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request):
    """The process answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@public_page
def sitemap(request):
    """Every public page in both languages; empty while search engines are kept out."""
    paths = list(public_paths()) if is_open_to_search_engines() else []
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    context = {"pages": [{"da": f"{site}/da/{path}", "en": f"{site}/en/{path}"} for path in paths]}
    return render(request, "public/sitemap.xml", context, content_type="application/xml")


def public_paths():
    """The addresses of all published pages, as they read after the language."""
    yield from ("", "about/", "accessibility/", "privacy/")
    for slug in (
        Partnership.objects.published().values_list("country__slug", flat=True).order_by("country__slug")
    ):
        yield from (f"{slug}/", f"{slug}/timeline/")
    programmes = Programme.objects.published().order_by("reference")
    for country, slug in programmes.values_list("partnership__country__slug", "slug"):
        yield f"{country}/{slug}/"
    commitments = Commitment.objects.published().order_by("programme__reference", "position")
    for country, slug, number in commitments.values_list(
        "programme__partnership__country__slug", "programme__slug", "number"
    ):
        yield f"{country}/{slug}/{number}/"
