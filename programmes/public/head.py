"""What a page says of itself to search engines: a description, and linked data in the words of schema.org."""

import html
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.context import site_of
from embassy.languages import active_language
from embassy.models import Country
from programmes.models import Programme
from programmes.public.downloads.offered import FORMATS
from programmes.public.pages.commitment import CommitmentPage
from programmes.public.pages.country import CountryPage
from programmes.public.pages.programme import ProgrammePage
from programmes.public.pages.topic_lists import ListingPage
from programmes.words.strings import shortened

Head = dict[str, str]
Node = dict[str, Any]  # of linked data

LONGEST = 200
# What could end the element that JSON stands in, or begin another.
UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def of_front(request: HttpRequest) -> Head:
    description = _("What Denmark has agreed with each country, and the progress so far.")
    site = {"@type": "WebSite", "name": _("Strategic partnerships"), "url": f"{site_of(request)}{request.path}",
            "inLanguage": active_language()}  # fmt: skip
    return _head(description, site)


def of_country(request: HttpRequest, page: CountryPage) -> Head:
    name = plain(page.name)
    description = _("What Denmark and %(country)s have agreed, and the progress so far.") % {"country": name}
    return _head(f"{description} {plain(page.standfirst)}".strip(), _trail(request, (name, request.path)))


def of_programme(request: HttpRequest, page: ProgrammePage) -> Head:
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
    return _head(description, trail, _without_none(work), *([_dataset(request, page)] if page.rows else []))


def of_commitment(request: HttpRequest, page: CommitmentPage) -> Head:
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
    return _head(wording.text if wording else plain(page.title), trail, _without_none(work))


def of_listing(request: HttpRequest, page: ListingPage) -> Head:
    title = plain(page.title)
    return _head(f"{title}: {page.count_words}.", _trail(request, (title, request.path)))


def of_open_data(request: HttpRequest) -> Head:
    """Everything as one dataset, with the ways to take it away."""
    site = site_of(request)
    description = _(
        "You can download everything that is public on this site, as files for people and for software."
    )
    ways = (("application/zip", reverse("api:dump")), ("application/json", reverse("api:commitments")))
    return _head(description, {
        "@type": "Dataset",
        "name": _("Denmark's strategic partnerships"),
        "description": description,
        "url": f"{site}{request.path}",
        "license": settings.DATA_LICENCE_URL,
        "distribution": [_download(media, f"{site}{path}") for media, path in ways],
    })  # fmt: skip


def plain(words: object) -> str:
    """Ready HTML as plain text."""
    text = str(words)
    return html.unescape(strip_tags(text) if "<" in text else text)


def _head(description: str, *graph: Node) -> Head:
    linked = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return {
        "description": shortened(description, LONGEST),
        "linked_data": SafeString(linked.translate(UNSAFE)),
    }


def _trail(request: HttpRequest, *steps: tuple[object, str]) -> Node:
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


def _dataset(request: HttpRequest, page: ProgrammePage) -> Node:
    address = f"{site_of(request)}{page.url}"
    name = _("%(title)s, %(country)s: commitments and their status") % {
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


def _download(media: str, address: str) -> Node:
    return {"@type": "DataDownload", "encodingFormat": media, "contentUrl": address}


def _country_path(country: Country) -> str:
    return reverse("public:country", args=[country.slug])


def _period(programme: Programme) -> str | None:
    """`2021/2024`, open at the end that is not recorded (ISO 8601); None when neither is."""
    if not programme.starts_on and not programme.ends_on:
        return None
    return f"{_iso(programme.starts_on) or '..'}/{_iso(programme.ends_on) or '..'}"


def _iso(date: Any) -> str | None:
    return date.isoformat() if date else None


def _without_none(values: Node) -> Node:
    return {name: value for name, value in values.items() if value is not None}
