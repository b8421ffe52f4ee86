"""The addresses of the programming interface, each served as a public page is."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, register_converter

from programmes.public.api.dump import dump
from programmes.public.api.endpoints import api, known_by
from programmes.public.converters import TextConverter
from programmes.public.parameters import NONE, Parameters
from programmes.public.service import redirect_in_own_language
from programmes.public.serving import public_file_with


def open_to_all(
    view: Callable[..., HttpResponse], knows: Parameters = NONE
) -> Callable[..., HttpResponseBase]:
    """Serve a view of the interface as a public address for programs."""

    @public_file_with(knows)
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method, request.method = request.method, "GET"  # HEAD is GET whose body the server leaves out
        response = view(request, *args, **kwargs)
        request.method = method
        response["Content-Language"] = "da, en"
        return response

    return answer


def root(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """The interface itself leads to the page that explains it."""
    return redirect_in_own_language(request, "public:open-data")


def _patterns() -> Iterator[URLPattern]:
    for pattern in cast(list[URLPattern], api.urls[0]):
        view = root if pattern.name == "api-root" else pattern.callback
        pattern.callback = open_to_all(view, known_by(pattern.name or ""))
        yield pattern


register_converter(TextConverter, "text")

app_name = "api"
urlpatterns = [path("dump.zip", open_to_all(dump), name="dump"), *_patterns()]
