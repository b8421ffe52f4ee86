"""Whether mail can leave this machine, and a backend that puts each mail into a folder for another program to send."""

import hashlib
import os
import smtplib
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

# What the machine between us and the reader may answer when it cannot take a mail now.
MAIL_TROUBLE = (smtplib.SMTPException, OSError)


# Last words of names that no other machine knows (RFC 2606, RFC 6761, RFC 6762).
NOWHERE = frozenset({"localhost", "localdomain", "local", "invalid", "test", "example"})
THIS_MACHINE = frozenset({"127.0.0.1", "0.0.0.0", "::1", "::"})  # noqa: S104  (looked for, not listened on)


def why_mail_stays() -> list[str]:
    """What keeps mail on this machine: sentences that name the setting. None where it can leave, or under DEBUG."""
    if settings.DEBUG:
        return []
    reasons = []
    if not _delivers(settings.EMAIL_BACKEND):
        reasons.append(
            f"EMAIL_BACKEND ({settings.EMAIL_BACKEND}) is not known to deliver mail: name Django's SMTP backend, or "
            "one of your own here and in MAIL_DELIVERED_BY."
        )
    if not _can_be_answered(settings.DEFAULT_FROM_EMAIL):
        reasons.append(
            f"DEFAULT_FROM_EMAIL ({settings.DEFAULT_FROM_EMAIL}) is no address that other machines know."
        )
    return reasons


def why_links_lead_nowhere() -> list[str]:
    """What keeps links in mails from leading to this site: a sentence that names the setting, or none."""
    if not settings.SITE_URL:
        return ["SITE_URL is not set, so links in mails would lead nowhere."]
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not settings.DEBUG and (host in THIS_MACHINE or host.rpartition(".")[2] == "localhost"):
        return [
            f"SITE_URL ({settings.SITE_URL}) leads nowhere from other machines, and so would links in mails."
        ]
    return []


def _delivers(backend: str) -> bool:
    """Whether a backend hands mail on. Others print it, keep it or drop it, and call that sent."""
    try:
        backend_class = import_string(backend)
    except ImportError:
        return False
    return backend in settings.MAIL_DELIVERED_BY or issubclass(
        backend_class, smtp.EmailBackend | FolderBackend
    )


def _can_be_answered(sender: str) -> bool:
    mailbox, _at, domain = parseaddr(sender)[1].rpartition("@")
    last = domain.rpartition(".")[2].lower()
    return bool(mailbox) and "." in domain and last not in NOWHERE and not last.rstrip("]").isdigit()


class FolderBackend(BaseEmailBackend):
    """Writes mails as .eml files into settings.MAIL_FOLDER, each whole or not at all, for another program to send.

    One file for each Message-ID: sent twice, it is there once.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            mime = message.message()
            name = hashlib.sha256(mime["Message-ID"].encode()).hexdigest()[:32]
            unfinished = folder / f".{name}.{os.getpid()}"
            unfinished.write_bytes(mime.as_bytes(linesep="\n"))  # type: ignore[call-arg]  # the stubs lack `linesep`
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)
