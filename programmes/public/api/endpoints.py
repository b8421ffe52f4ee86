"""The addresses under /api/: lists in pages by a cursor that stays right while rows come and go, and single rows."""

from typing import Any, TypeAlias, get_origin
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from embassy import clock
from embassy.context import site_of
from programmes.models import Organisation
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.api import schemas
from programmes.public.api.queries import (
    OF_PROGRAMMES,
    CommitmentQuery,
    Paging,
    ProgrammeQuery,
    Reference,
    Slug,
)
from programmes.public.asking import Asked, asked_for, shown
from programmes.public.conditions import When
from programmes.public.downloads import api_data
from programmes.public.former_addresses import address_after_merge
from programmes.public.parameters import EVERY, Parameter, Parameters, Words, narrowed
from programmes.public.refusals import described

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


# What each list may be asked, by the name of its address; the others take no parameters.
QUERIES: dict[str, type[Schema]] = {
    "partnerships": Paging,
    "programmes": ProgrammeQuery,
    "commitments": CommitmentQuery,
    "organisations": Paging,
}


def known_by(name: str) -> Parameters:
    """The parameters of an address; those of its query that are no lists may be given once."""
    fields = QUERIES[name].model_fields if name in QUERIES else {}
    return Parameters(
        tuple(
            Parameter(field, field, Words(), is_repeatable=get_origin(described_as.annotation) is list)
            for field, described_as in fields.items()
        )
    )


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
    """What is wrong and where: the parameter by its name, whichever of its values it is about."""
    problems = [_described(request, problem) for problem in exc.errors]
    return api.create_response(request, {"detail": problems}, status=422)


def _described(request: HttpRequest, problem: dict[str, Any]) -> dict[str, Any]:
    where = [str(part) for part in problem["loc"]]
    if where[0] != "query":
        return {**problem, "loc": where}
    *_model, name = (part for part in where if not part.isdecimal())
    values = request.GET.getlist(name)
    place = next((int(part) for part in where[1:] if part.isdecimal()), -1)
    value = values[place] if values else ""
    return {**problem, "loc": ["query", name], "input": shown(value)}


def _list_of(page: type[Schema]) -> Answers:
    return {200: page, 422: schemas.Unprocessable}


def _one_of(item: type[Schema]) -> Answers:
    return {200: item, **FAULTS}


@api.get(
    "/partnerships", response=_list_of(schemas.PartnershipPage), summary=gettext_noop("All partnerships")
)
def partnerships(request: HttpRequest, query: Query[Paging]) -> Item:
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
    countries = _asked(request, OF_PROGRAMMES).values.get("country")
    selected = api_data.published_programmes()
    if countries:
        selected = selected.filter(partnership__country__slug__in=countries)
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
    at = clock.now()
    asked = _asked(request, EVERY).of(EVERY)
    selected = narrowed(api_data.published_commitments(), asked, When(at))
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
    # A commitment's reference is its programme's and its number, which has no hyphen.
    programme, _hyphen, number = reference.rpartition("-")
    selected = api_data.published_commitments().filter(programme__reference=programme, number=number)
    if not selected.exists():
        raise Http404
    return api_data.commitment_in_depth(selected, site=site_of(request), at=clock.now())


@api.get(
    "/organisations",
    response=_list_of(schemas.OrganisationPage),
    summary=gettext_noop("Organisations that have a part in a commitment"),
)
def organisations(request: HttpRequest, query: Query[Paging]) -> Item:
    selected = Organisation.objects.public().order_by("slug")
    if query.after:
        selected = selected.filter(slug__gt=query.after)
    rows = api_data.organisations_as_data(selected[: query.limit + 1], site=site_of(request))
    return _page(request, rows, query.limit, by="slug")


@api.get(
    "/organisations/{text:slug}",
    response=_one_of(schemas.OrganisationOut),
    summary=gettext_noop("One organisation"),
)
def organisation(request: HttpRequest, slug: Path[Slug]) -> Item | HttpResponse:
    selected = Organisation.objects.public().filter(slug=slug)
    if not selected.exists() and (address := address_after_merge(request, Organisation, slug)):
        return redirect(address)
    return _one(api_data.organisations_as_data(selected, site=site_of(request)))


def _asked(request: HttpRequest, known: Parameters) -> Asked:
    """The filters of an address. A value that there is not would be an empty list, which says something else."""
    with translation.override("en"):
        asked = asked_for(request.GET, known)
    if asked.problems:
        raise ValidationError([described(problem) for problem in asked.problems])
    return asked


def _beyond(matching: CommitmentQuerySet, cursor: str) -> CommitmentQuerySet:
    """Those that come after the one at which the page before ended."""
    reference, position, key = cursor.rsplit(":", 2)
    beyond = (
        Q(programme__reference__gt=reference)
        | Q(position__gt=int(position))
        | Q(position=int(position), pk__gt=int(key))
    )
    return matching.filter(beyond, programme__reference__gte=reference)


def _page(request: HttpRequest, rows: list[Item], limit: int, *, by: str) -> Item:
    """The first `limit` of the rows, and where the next ones are if there are any."""
    items, next_page = rows[:limit], None
    if len(rows) > limit:
        asked = request.GET.copy()
        asked["after"] = items[-1][by]
        next_page = f"{site_of(request)}{request.path}?{urlencode(sorted(asked.lists()), doseq=True)}"
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
