"""System checks: what `manage.py check` says about this installation."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.utils import DatabaseError

from embassy import triggers
from embassy.mail import why_links_lead_nowhere, why_mail_stays
from embassy.mail_addresses import folded


@checks.register(checks.Tags.database)
def append_only_triggers(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """The record of changes is protected in each database that is looked at.

    A warning and no error: `migrate` asks this too before it begins, and an error would keep it from the remedy.
    """
    return [
        checks.Warning(
            f"The trigger {name} is missing: the record of changes could be altered.",
            hint="Run “manage.py migrate”, which puts it back.",
            id="embassy.W002",
        )
        for alias in databases or []
        for name in triggers.missing(connections[alias])
    ]


@checks.register(checks.Tags.security, deploy=True)
def no_demonstration_users(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Demonstration users, whose password everyone knows, do not belong on a public server."""
    try:
        count = apps.get_model("embassy", "User").objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:
        return []  # nothing has been migrated yet, so there is nobody to report
    if not count:
        return []
    return [
        checks.Warning(
            f"{count} demonstration users are in the database. They cannot sign in unless DEBUG, but should go.",
            hint="Deploy to a database of its own, without “manage.py make_demo”.",
            id="embassy.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def operator_is_named(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A public site says who runs it; until then search engines are kept out."""
    if settings.OPERATOR["name"] and settings.OPERATOR["email"] and settings.OPERATOR["phone"]:
        return []
    return [
        checks.Info(
            "OPERATOR_NAME, OPERATOR_EMAIL and OPERATOR_PHONE are not all set: search engines are kept out.",
            id="embassy.I001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def proxy_is_declared_whole(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Behind a proxy that is not counted, everybody comes from its address: six wrong passwords lock out all."""
    is_trusted = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    if not is_trusted or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        checks.Warning(
            "BEHIND_TLS_PROXY is on, but TRUSTED_PROXY_COUNT is 0: one person's wrong passwords lock out another.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies in front, 1 as a rule.",
            id="embassy.W003",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def nobody_shares_an_address(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Mail and single sign-on know people by their address; two accounts with one cannot be told apart."""
    people = apps.get_model("embassy", "User").objects.exclude(email="")
    try:
        accounts = Counter(map(folded, people.values_list("email", flat=True)))
    except DatabaseError:
        return []
    shared = [address for address, count in accounts.items() if count > 1]
    if not shared:
        return []
    return [
        checks.Warning(
            f"{len(shared)} e-mail addresses belong to more than one account; single sign-on lets none of them in.",
            hint="Give each person an address of their own: /admin/embassy/user/",
            id="embassy.W004",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def links_in_mails_lead_here(**_kwargs: Any) -> list[checks.CheckMessage]:
    """No reminder leaves without the site's address, and files name whichever name their reader asked by."""
    return [
        checks.Warning(
            reason,
            hint="Set SITE_URL to the address that readers know, as in https://programmes.example.org",
            id="embassy.W005",
        )
        for reason in why_links_lead_nowhere()
    ]


@checks.register(checks.Tags.security, deploy=True)
def mail_can_leave(**_kwargs: Any) -> list[checks.CheckMessage]:
    """What is printed, kept or dropped on this machine is not sent, so “send_reminders” refuses."""
    return [
        checks.Warning(
            reason,
            hint="Set EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend, EMAIL_HOST and DEFAULT_FROM_EMAIL.",
            id="embassy.W006",
        )
        for reason in why_mail_stays()
    ]
