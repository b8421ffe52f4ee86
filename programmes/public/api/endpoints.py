"""The addresses under /api/: lists in pages by a cursor that stays right while rows come and go, and single rows."""

import datetime as dt
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from embassy import clock
from embassy.context import site_of
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.api import schemas
from programmes.public.api.queries import CommitmentQuery, Paging, ProgrammeQuery, Reference, Slug
from programmes.public.downloads import api_data
from programmes.search.text import fold

Item: TypeAlias = dict[str, Any]  # a row of an answer, before ninja checks it
Answers: TypeAlias = dict[int, type[Schema]]  # by status

DEMONSTRATION = "Demonstration data. Not a statement by any government."
FAULTS: Answers = {404: schemas.NotFound, 422: schemas.Unprocessable}
ETAG = {
    "description": "Of these very bytes. Send it back as If-None-Match.",
    "required": True,
    "schema": {"type": "string"},
}


class Interface(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With what every address has from being served as a public page is."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            responses = operations["get"]["responses"]
            responses[200]["headers"] = {"ETag": ETAG}
            responses[304] = {"description": "Not Modified", "headers": {"ETag": ETAG}}
        return schema


api = Interface(
    title="Strategic partnerships",
    version="1",
    description="What Denmark's strategic partnerships have agreed to do, and the progress so far. "
    "Read-only, without a key. Answers carry an ETag: ask again with If-None-Match and get 304 while nothing has "
    "changed. "
    "References and short names never change.",
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _exc: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "Not found."}, status=404)


@api.exception_handler(ValidationError)
def _unprocessable(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """What is wrong and where, each step of the way there as text."""
    problems = [{**problem, "loc": [str(part) for part in problem["loc"]]} for problem in exc.errors]
    return api.create_response(request, {"detail": problems}, status=422)


def _list_of(page: type[Schema]) -> Answers:
    return {200: page, 422: schemas.Unprocessable}


def _one_of(item: type[Schema]) -> Answers:
    return {200: item, **FAULTS}


@api.get(
    "/partnerships", response=_list_of(schemas.PartnershipPage), summary=gettext_noop("All partnerships")
)
def partnerships(request: HttpRequest, query: Query[Paging]) -> Item:
    _demand_known(request, query)
    selected = api_data.published_partnerships()
    if query.after:
        selected = selected.filter(country__slug__gt=query.after)
    rows = api_data.partnerships_as_data(selected[: query.limit + 1], site=site_of(request))
    return _page(request, rows, query.limit, by="country")


@api.get(
    "/partnerships/{text:country}",
    response=_one_of(schemas.Partnership),
    summary=gettext_noop("One partnership"),
)
def partnership(request: HttpRequest, country: Path[Slug]) -> Item:
    selected = api_data.published_partnerships().filter(country__slug=country)
    return _one(api_data.partnerships_as_data(selected, site=site_of(request)))


@api.get("/programmes", response=_list_of(schemas.ProgrammePage), summary=gettext_noop("All programmes"))
def programmes(request: HttpRequest, query: Query[ProgrammeQuery]) -> Item:
    _demand_known(request, query)
    selected = api_data.published_programmes()
    if query.country:
        selected = selected.filter(partnership__country__slug=query.country)
    if query.after:
        selected = selected.filter(reference__gt=query.after)
    rows = api_data.programmes_as_data(selected[: query.limit + 1], site=site_of(request), at=clock.now())
    return _page(request, rows, query.limit, by="reference")


@api.get(
    "/programmes/{text:reference}",
    response=_one_of(schemas.ProgrammeOut),
    summary=gettext_noop("One programme"),
)
def programme(request: HttpRequest, reference: Path[Reference]) -> Item:
    selected = api_data.published_programmes().filter(reference=reference)
    return _one(api_data.programmes_as_data(selected, site=site_of(request), at=clock.now()))


@api.get(
    "/commitments",
    response=_list_of(schemas.CommitmentPage),
    summary=gettext_noop("Commitments, with filters"),
)
def commitments(request: HttpRequest, query: Query[CommitmentQuery]) -> Item:
    _demand_known(request, query)
    at = clock.now()
    selected = _matching(query, at)
    if query.after:
        selected = _beyond(selected, query.after)
    rows = api_data.commitments_as_data(selected[: query.limit + 1], site=site_of(request), at=at)
    return _page(request, rows, query.limit, by="cursor")


@api.get(
    "/commitments/{text:reference}",
    response=_one_of(schemas.CommitmentInDepth),
    summary=gettext_noop("One commitment, with all its wordings and reports"),
)
def commitment(request: HttpRequest, reference: Path[Reference]) -> Item:
    # Two may be cited alike (2-1 of KR-2021, and 1 of KR-2021-2): then it is the first, as lists have them.
    first = api_data.published_commitments().filter(_cited_as(reference)).first()
    if first is None:
        raise Http404
    selected = api_data.published_commitments().filter(pk=first.pk)
    return api_data.commitment_in_depth(selected, site=site_of(request), at=clock.now())


@api.get(
    "/organisations",
    response=_list_of(schemas.OrganisationPage),
    summary=gettext_noop("Organisations that have a part in a commitment"),
)
def organisations(request: HttpRequest, query: Query[Paging]) -> Item:
    _demand_known(request, query)
    selected = api_data.organisations_named(on=clock.today())
    if query.after:
        selected = selected.filter(slug__gt=query.after)
    rows = api_data.organisations_as_data(selected[: query.limit + 1], site=site_of(request))
    return _page(request, rows, query.limit, by="slug")


@api.get(
    "/organisations/{text:slug}",
    response=_one_of(schemas.OrganisationOut),
    summary=gettext_noop("One organisation"),
)
def organisation(request: HttpRequest, slug: Path[Slug]) -> Item:
    selected = api_data.organisations_named(on=clock.today()).filter(slug=slug)
    return _one(api_data.organisations_as_data(selected, site=site_of(request)))


def _demand_known(request: HttpRequest, query: Schema) -> None:
    """A misspelt filter would be no filter, and the whole list would pass for what was asked for."""
    unknown = sorted(set(request.GET) - set(type(query).model_fields))
    if unknown:
        known = ", ".join(type(query).model_fields)
        said = f"There is no such parameter here. Those there are: {known}."
        raise ValidationError(
            [{"type": "unknown_parameter", "loc": ["query", name], "msg": said} for name in unknown]
        )


def _matching(query: CommitmentQuery, at: dt.datetime) -> CommitmentQuerySet:
    """The published commitments that all filters of a query leave."""
    asked = {
        "programme__partnership__country__slug": query.country,
        "programme__reference": query.programme,
        "area__number": query.area,
        "track__kind": query.track_kind,
        "sectors__slug": query.sector,
        "kind": query.kind,
    }
    matching = api_data.published_commitments().filter(
        **{path: value for path, value in asked.items() if value is not None}
    )
    if query.sdg:
        matching = matching.marked_or_promoted([query.sdg])
    if query.organisation:
        matching = matching.filter(
            pk__in=api_data.commitments_of(query.organisation, on=clock.public_day(at))
        )
    if query.status:
        matching = matching.filter(withdrawn_on=None).with_status_at(at).filter(Q(status_now=query.status))
    for word in fold(query.q).split():
        matching = matching.filter(search_text__contains=word)
    return matching


def _beyond(matching: CommitmentQuerySet, cursor: str) -> CommitmentQuerySet:
    """Those that come after the one at which the page before ended."""
    reference, position, key = cursor.rsplit(":", 2)
    beyond = (
        Q(programme__reference__gt=reference)
        | Q(position__gt=int(position))
        | Q(position=int(position), pk__gt=int(key))
    )
    return matching.filter(beyond, programme__reference__gte=reference)


def _cited_as(reference: str) -> Q:
    """A commitment's reference is its programme's and its number; either may have a hyphen in it."""
    parts = reference.split("-")
    cited = Q(pk=None)
    for place in range(1, len(parts)):
        cited |= Q(programme__reference="-".join(parts[:place]), number="-".join(parts[place:]))
    return cited


def _page(request: HttpRequest, rows: list[Item], limit: int, *, by: str) -> Item:
    """The first `limit` of the rows, and where the next ones are if there are any."""
    items, next_page = rows[:limit], None
    if len(rows) > limit:
        asked = request.GET.copy()
        asked["after"] = items[-1][by]
        next_page = f"{site_of(request)}{request.path}?{urlencode(sorted(asked.items()))}"
    return {
        "items": items,
        "next": next_page,
        "licence": {"name": settings.DATA_LICENCE, "url": settings.DATA_LICENCE_URL},
        "demonstration": DEMONSTRATION if any(map(_is_demonstration, items)) else None,
    }


def _is_demonstration(item: Item) -> bool:
    return bool(item.get("report")) and item["report"]["is_demonstration"]


def _one(rows: list[Item]) -> Item:
    if not rows:
        raise Http404
    return rows[0]
