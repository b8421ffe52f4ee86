"""What a page says of itself to search engines: a description, and linked data in the words of schema.org."""

import html
import json

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.context import site_of
from embassy.languages import active_language
from programmes.public.downloads.offered import FORMATS
from programmes.words.strings import shortened

LONGEST = 200
# What could end the element that JSON stands in, or begin another.
UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def of_front(request):
    description = _("What was agreed with each country, and how it stands.")
    site = {"@type": "WebSite", "name": _("Strategic partnerships"), "url": f"{site_of(request)}{request.path}",
            "inLanguage": active_language()}  # fmt: skip
    return _head(description, site)


def of_country(request, page):
    name = plain(page.name)
    description = _("What was agreed with %(country)s, and how it stands.") % {"country": name}
    return _head(f"{description} {plain(page.standfirst)}".strip(), _trail(request, (name, request.path)))


def of_programme(request, page):
    """The programme as a work with a period, and its commitments as a dataset."""
    title, programme = plain(page.title), page.programme
    standing = page.standing.sentence if page.standing else plain(page.standfirst)
    description = " ".join(part for part in (plain(page.life.sentence), standing) if part)
    trail = _trail(request, (page.country.name, _country_path(page.country)), (title, page.url))
    work = {
        "@type": "CreativeWork",
        "name": title,
        "identifier": programme.reference,
        "url": f"{site_of(request)}{page.url}",
        "inLanguage": programme.language,
        "datePublished": _iso(programme.signed_on),
        "temporalCoverage": _period(programme),
    }
    return _head(description, trail, _known(work), *([_dataset(request, page)] if page.rows else []))


def of_commitment(request, page):
    """The commitment as a part of its programme, in the words that stand first on the page."""
    wording = page.wordings[0] if page.wordings else None
    trail = _trail(
        request,
        (page.country.name, _country_path(page.country)),
        (plain(page.programme_title), page.programme_url),
        (plain(page.title), page.url),
    )
    work = {
        "@type": "CreativeWork",
        "name": plain(page.title),
        "identifier": page.reference,
        "url": f"{site_of(request)}{page.url}",
        "text": wording.text if wording else None,
        "inLanguage": wording.language if wording else None,
        "isPartOf": {"@type": "CreativeWork", "url": f"{site_of(request)}{page.programme_url}"},
    }
    return _head(wording.text if wording else plain(page.title), trail, _known(work))


def of_listing(request, page):
    title = plain(page.title)
    return _head(f"{title}: {page.count_words}.", _trail(request, (title, request.path)))


def of_open_data(request):
    """Everything as one dataset, with the ways to take it away."""
    site = site_of(request)
    description = _("Everything that is public here can be taken away, in files for people and for programs.")
    ways = (("application/zip", reverse("api:dump")), ("application/json", reverse("api:commitments")))
    return _head(description, {
        "@type": "Dataset",
        "name": _("Denmark's strategic partnerships"),
        "description": description,
        "url": f"{site}{request.path}",
        "license": settings.DATA_LICENCE_URL,
        "distribution": [_download(media, f"{site}{path}") for media, path in ways],
    })  # fmt: skip


def plain(words):
    """Ready HTML as plain text."""
    words = str(words)
    return html.unescape(strip_tags(words) if "<" in words else words)


def _head(description, *graph):
    linked = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return {
        "description": shortened(description, LONGEST),
        "linked_data": SafeString(linked.translate(UNSAFE)),
    }


def _trail(request, *steps):
    """Where the page stands, from the front page on."""
    site = site_of(request)
    steps = ((_("Partnerships"), reverse("public:front")), *steps)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(name), "item": f"{site}{path}"}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def _dataset(request, page):
    address = f"{site_of(request)}{page.url}"
    name = _("%(title)s, %(country)s: commitments and how they stand") % {
        "title": plain(page.title),
        "country": page.country.name,
    }
    return {
        "@type": "Dataset",
        "name": name,
        "description": f"{name}. {plain(page.life.sentence)}".strip(),
        "url": address,
        "license": settings.DATA_LICENCE_URL,
        "distribution": [_download(MEDIA[format], f"{address}commitments.{format}") for format in FORMATS],
    }


def _download(media, address):
    return {"@type": "DataDownload", "encodingFormat": media, "contentUrl": address}


def _country_path(country):
    return reverse("public:country", args=[country.slug])


def _period(programme):
    """`2021/2024`, open at the end that is not recorded (ISO 8601); None when neither is."""
    if not programme.starts_on and not programme.ends_on:
        return None
    return f"{_iso(programme.starts_on) or '..'}/{_iso(programme.ends_on) or '..'}"


def _iso(date):
    return date.isoformat() if date else None


def _known(values):
    """Without what is not known."""
    return {name: value for name, value in values.items() if value is not None}
