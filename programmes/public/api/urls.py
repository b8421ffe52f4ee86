"""The addresses of the programming interface, each served as a public page is."""

from functools import wraps

from django.urls import path, register_converter

from programmes.public.api.dump import dump
from programmes.public.api.endpoints import api
from programmes.public.converters import TextConverter
from programmes.public.service import redirect_in_own_language
from programmes.public.serving import public_page


def open_to_all(view):
    """Serve a view of the interface as a public page that scripts of any site may read."""

    @public_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        method, request.method = request.method, "GET"  # HEAD is GET whose body the server leaves out
        response = view(request, *args, **kwargs)
        request.method = method
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Language"] = "da, en"
        return response

    return answer


def root(request, **_kwargs):
    """The interface itself leads to the page that explains it."""
    return redirect_in_own_language(request, "public:open-data")


def _patterns():
    for pattern in api.urls[0]:
        pattern.callback = open_to_all(root if pattern.name == "api-root" else pattern.callback)
        yield pattern


register_converter(TextConverter, "text")

app_name = "api"
urlpatterns = [path("dump.zip", open_to_all(dump), name="dump"), *_patterns()]
