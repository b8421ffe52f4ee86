"""Signing in and out, and what a person keeps in their own account: allauth's pages, only those that staff need.

Bad input is answered with 422 as everywhere here, too many attempts with 429, and a method that a page does not have
with 405.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import requests
from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base import views as mfa
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.views import LoginCancelledView
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import View
from django.views.generic.edit import FormMixin

log = logging.getLogger(__name__)
READ = ["get", "head", "options"]
READ_AND_SEND = [*READ, "post"]


if TYPE_CHECKING:

    class AllauthPage(FormMixin, View):
        """What allauth's pages have that stand behind ours; they bring no types."""

else:
    AllauthPage = object


class AccountPage(AllauthPage):
    """A page of the account: never kept by a browser, and honest about what it refuses."""

    keeps_nothing_typed = True  # passwords and codes
    http_method_names = READ_AND_SEND

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class WithoutHints(forms.Form):
    """A form without allauth's greyed-out hints inside the boxes: the labels say it, and stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(WithoutHints, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class NewPasswordForm(WithoutHints, ChangePasswordForm):
    pass


class ConfirmPasswordForm(WithoutHints, ReauthenticateForm):
    pass


class CodeForm(WithoutHints, AuthenticateForm):
    pass


class ConfirmCodeForm(WithoutHints, ReauthenticateByCodeForm):
    pass


class FirstCodeForm(WithoutHints, ActivateTOTPForm):
    pass


@method_decorator(login_not_required, name="dispatch")
class SignIn(AccountPage, LoginView):
    form_class = SignInForm

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response.status_code = 429
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(single_sign_on=single_sign_on_name(), **kwargs)
        if not get_adapter().is_safe_url(context["redirect_field_value"]):
            context["redirect_field_value"] = ""  # the answer would be ignored; the page need not repeat it
        return context


@method_decorator(login_not_required, name="dispatch")
class SignOut(AccountPage, LogoutView):
    pass


class ChangePassword(AccountPage, PasswordChangeView):
    form_class = NewPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise PermissionDenied(_("You sign in with single sign-on, which keeps your password."))
        return super().dispatch(request, *args, **kwargs)


class Reauthenticate(AccountPage, ReauthenticateView):
    form_class = ConfirmPasswordForm


class SecondFactor(AccountPage, mfa.IndexView):
    http_method_names = READ


@method_decorator(login_not_required, name="dispatch")
class EnterCode(AccountPage, mfa.AuthenticateView):
    form_class = CodeForm


class ReauthenticateByCode(AccountPage, mfa.ReauthenticateView):
    form_class = ConfirmCodeForm


class ActivateApp(AccountPage, totp.ActivateTOTPView):
    form_class = FirstCodeForm


class DeactivateApp(AccountPage, totp.DeactivateTOTPView):
    pass


class RecoveryCodes(AccountPage, recovery_codes.ViewRecoveryCodesView):
    http_method_names = READ


class GenerateRecoveryCodes(AccountPage, recovery_codes.GenerateRecoveryCodesView):
    pass


class DownloadRecoveryCodes(AccountPage, recovery_codes.DownloadRecoveryCodesView):
    http_method_names = READ


@method_decorator(login_not_required, name="dispatch")
class SingleSignOnCancelled(AccountPage, LoginCancelledView):
    http_method_names = READ


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider. Only for signing in: accounts are tied to a provider by e-mail, not by their owner."""
    if request.GET.get("process", "login") != "login" or request.POST.get("process", "login") != "login":
        raise Http404("Single sign-on is for signing in.")
    return _honestly(request, openid_connect.login, provider_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def single_sign_on_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _honestly(request, openid_connect.callback, provider_id)


def _honestly(
    request: HttpRequest, view: Callable[[HttpRequest, str], HttpResponse], provider_id: str
) -> HttpResponse:
    """The view's answer, or a page that says that the provider does not answer, or not as it must.

    A provider that is down, or answers with a web page, or without what the protocol demands (`sub`, addresses of its
    endpoints) makes the library raise one of these.
    """
    try:
        return view(request, provider_id)
    except (requests.RequestException, OAuth2Error, ValueError, KeyError) as error:
        log.warning(
            "Single sign-on: the provider does not answer as it must (%s: %s)", type(error).__name__, error
        )
        page = render(
            request, "socialaccount/provider_silent.html", {"name": single_sign_on_name()}, status=503
        )
        page["Retry-After"] = "60"
        return page


def single_sign_on_name() -> str:
    """What the provider is called on the button, or nothing where none is set up."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return apps[0]["name"] if apps else ""
