"""Answers that come before any page: closed for a moment, and addresses without a language."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

from embassy.outage import unavailable

# What scripts of another site may do with an address that is open to them, and read of its answer.
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "ETag, Link, Content-Disposition, Content-Language, Retry-After"
INTERFACE = "/api/"

# Addresses that are the same in every language; what is missing below them is missing.
OUTSIDE_LANGUAGES = ("/admin/", "/api/", "/embed/")


class LanguageMiddleware(LocaleMiddleware):
    """Leads an address without a language to the one with it, unless it has none.

    Django would lead /admin/nothing/ to /da/admin/nothing/, which reads like the page of a country's programme.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(OUTSIDE_LANGUAGES):
            return response
        return super().process_response(request, response)


class OtherOriginsMiddleware:
    """Says of every answer what other sites may do with it: files, feeds and the interface are everyone's, errors too.

    A view says so itself, by `is_open_to_scripts`. All other answers are for our own pages alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_open = self._is_open(request)
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_open else "same-origin"
        if is_open:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                for name, value in PREFLIGHT.items():
                    response[name] = value
        return response

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        match = request.resolver_match
        return request.path_info.startswith(INTERFACE) or bool(
            match and getattr(match.func, "is_open_to_scripts", False)
        )


class MaintenanceMiddleware:
    """With MAINTENANCE set, every page says that the site is closed for a moment; static files and /healthz answer.

    It asks nothing of the database, which may be what is being worked on.
    """

    RETRY_AFTER_SECONDS = 600

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return self.get_response(request)
        return unavailable(request, "maintenance.html", retry_after=self.RETRY_AFTER_SECONDS)
