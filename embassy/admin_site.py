"""The door to the admin: staff only, in at our own sign-in, in each person's own language.

Not in the package `embassy.admin`, since Django makes the site before it lets the screens register themselves.
"""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from embassy.models import ChangeSet, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

READ = ("GET", "HEAD", "OPTIONS")
READ_AND_SEND = (*READ, "POST")
# Stock addresses that nothing here uses: each would be one more way to ask about rows.
LEFT_OUT = {"autocomplete", "view_on_site"}
reads = method_decorator(require_http_methods(READ))


class StaffSite(AdminSite):
    """Django's own admin, with our sign-in, our history and no screen that writes past it."""

    site_title = _("Administration")
    site_header = _("Strategic partnerships: administration")
    index_title = _("What do you want to look up or correct?")
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[models.Model] | Iterable[type[models.Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Take our own screens only: those that other packages bring would write past the record."""
        if getattr(admin_class, "writes_on_record", False):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Let in members of staff; others who are signed in are told that there is nothing here."""
        checked = super().admin_view(view, cacheable)

        def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            # The admin's addresses name no language, so the person's own counts.
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
            if not self.has_permission(request):
                raise Http404
            if request.method not in READ_AND_SEND:
                return HttpResponseNotAllowed(READ_AND_SEND)
            return checked(request, *args, **kwargs)

        return cast(View, update_wrapper(at_the_door, view))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        urls = [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]
        for url in urls:
            callback: Any = getattr(url, "callback", None)
            if hasattr(callback, "login_url"):
                callback.login_url = reverse_lazy(settings.LOGIN_URL)
        return urls

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The stock context without every model's rights, which only the sidebar needs."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": "/",
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "shows_demonstration": User.objects.filter(is_demo=True).exists(),
        }

    @reads
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        own = ChangeSet.objects.filter(by=cast(User, request.user), channel=ChangeSet.Channel.ADMIN)
        recent = own.prefetch_related("entries")[:10]
        return super().index(request, {"recent_change_sets": recent, **(extra_context or {})})

    @reads
    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().app_index(request, app_label, extra_context)

    @reads
    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().i18n_javascript(request, extra_context)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing in has one page for the whole product."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = resolve_url("admin:index")
        return HttpResponseRedirect(redirect_to_login(wanted, resolve_url(settings.LOGIN_URL)).url)

    # The stock views answer with pages of their own; ours lead to the one that the whole product has.
    def logout(  # type: ignore[override]  # a redirect, where Django has a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # a redirect, where Django has a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    password_change_done = password_change  # type: ignore[assignment]  # the same redirect
