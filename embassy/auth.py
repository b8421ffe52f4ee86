"""Signing in: who may, how often it may be tried, and how a password is changed on the record."""

import ipaddress
import logging
from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url

from embassy.audit import Channel, change_set
from embassy.change_events import RecordEvent
from embassy.mail_addresses import is_same_mailbox
from embassy.models import User
from embassy.unsent.keeping import forget_sent, keep, sign_in_first

log = logging.getLogger(__name__)
# One household or server has a whole network of IPv6 addresses (RFC 6177): guesses from all of it count together.
IPV6_NETWORK = 64
# What allauth would say where it is noise: whoever signs in sees that they have, and a message to somebody who has
# signed out would need a cookie.
UNSAID = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class StaffBackend(AuthenticationBackend):
    """Users sign in with their password; demonstration users only on a development server.

    Asked at every request as well, so that a session ends at once when an account is disabled.
    """

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demo)

    @classmethod
    def _stash_user(cls, user: User) -> bool:
        """Forget a user whose password was right but who may not sign in.

        allauth would keep them, to tell them so; here they get the same answer as anyone who guesses.
        """
        return super()._stash_user(None)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, never by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # pages only; no second form of the same answers to look after

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Single sign-on vouched for somebody whose account here is disabled."""
        return render(request, "account/refused.html", status=403)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if not StaffBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        # Name and address together: guessing from elsewhere does not lock the true owner out.
        place = network_of(self.get_client_ip(request))
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{place}"

    def set_password(self, user: User, password: str) -> None:
        with change_set(by=user, channel=Channel.PAGE, event=RecordEvent.PASSWORD_CHANGED) as record:
            user.set_password(password)
            # The recorder wants the row itself; a request's user is only a stand-in for it.
            record.update(User.objects.get(pk=user.pk), password=user.password)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on lets in the users that administrators have made, known by their e-mail, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """At the first visit, find the user by an e-mail that the provider has verified, if it is exactly one's."""
        data = sociallogin.account.extra_data
        claims = data.get("userinfo") or data.get("id_token") or data
        for address in sociallogin.email_addresses:
            address.verified = is_verified(claims.get("email_verified"))
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        if not verified:
            self._refuse(request, "unverified")
        for email in verified:
            users = list(User.objects.with_address(email)[:2])
            if len(users) > 1:
                self._refuse(request, "shared")
            # The provider's own word: allauth has made small letters of it.
            if users and is_same_mailbox(users[0].email, str(claims.get("email") or email)):
                sociallogin.connect(request, users[0])
                return

    def _refuse(self, request: HttpRequest, reason: str) -> NoReturn:
        """Say truly why nobody is let in: `unverified` or `shared`, an address that two accounts have."""
        log.warning("Single sign-on refused: e-mail address %s", reason)
        page = render(request, "socialaccount/address_refused.html", {"reason": reason}, status=403)
        raise ImmediateHttpResponse(page)


def is_verified(claim: object) -> bool:
    """Whether a provider's `email_verified` says yes: true, or the word of those that write booleans as text.

    Where the claim is lacking, OIDC_TRUST_EMAIL says whether the provider's word is enough.
    """
    if claim is None:
        return settings.OIDC_TRUST_EMAIL
    return claim is True or (isinstance(claim, str) and claim.lower() == "true")


def network_of(address: str) -> str:
    """What attempts are counted by: an IPv4 address, or the /64 that an IPv6 address lies in."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, IPV6_NETWORK), strict=False)) if ip.version == 6 else str(ip)


class StaffPagesMiddleware(LoginRequiredMiddleware):
    """Sign-in is asked for on every page but the public ones, and for those nobody is asked who they are.

    Django's own looks at the user first; that opens the session, and every public page would vary by cookie.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Off to sign in; what was typed into a form waits for its writer there."""
        return sign_in_first(request) or super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        forget_sent(request, response)
        return response


class SecondFactorMiddleware(LoginRequiredMiddleware):
    """Where the operator requires a second factor, whoever has none sets one up before anything else.

    Like its parent it lets public pages alone, whose answers must not depend on who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.REQUIRE_SECOND_FACTOR:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True) or not request.user.is_authenticated:
            return None
        page = request.resolver_match.url_name if request.resolver_match else None
        is_on_the_way = page in ("mfa_activate_totp", "account_reauthenticate")
        if is_on_the_way or is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return None
        keep(request)
        return redirect("mfa_activate_totp")
