"""The page that explains what can be taken away: files, feeds, calendars, the programming interface, everything."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.public import head
from programmes.public.api.endpoints import api
from programmes.public.downloads.offered import FEED, licence_link
from programmes.public.serving import public_page


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    about: str
    values: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the interface with its parameters, in words."""

    path: str
    url: str
    about: str
    parameters: list[Parameter]


@public_page
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "section": "about",
        "endpoints": endpoints(),
        "schema_url": reverse("api:openapi-json"),
        "dump_url": reverse("api:dump"),
        "feed_url": f"{reverse('public:front')}{FEED}",
        "licence": licence_link(),
        **head.of_open_data(request),
    }
    return render(request, "public/open_data.html", context)


def endpoints() -> list[Endpoint]:
    """What the interface's own description says, in the page's language as far as it has words."""
    return [
        Endpoint(
            path=path,
            url="" if "{" in path else path,
            about=_(operations["get"]["summary"]),
            parameters=[
                _parameter(described)
                for described in operations["get"].get("parameters", ())
                if described["in"] == "query"
            ],
        )
        for path, operations in api.get_openapi_schema()["paths"].items()
    ]


def _parameter(described: dict[str, Any]) -> Parameter:
    schema = described["schema"]
    kind = schema.get("anyOf", [schema])[0]
    return Parameter(described["name"], _(schema.get("description", "")), _values(kind.get("items", kind)))


def _values(kind: dict[str, Any]) -> str:
    """`1–17`, `fulfilled, under_way`: what may be given, where that is a choice."""
    if "enum" in kind:
        return ", ".join(kind["enum"])
    if "minimum" in kind:
        return f"{kind['minimum']}–{kind['maximum']}"
    return ""
