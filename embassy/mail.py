"""A mail backend that puts each mail into a folder, one file for each Message-ID: sent twice, it is there once."""

import hashlib
import os
import smtplib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

# What the machine between us and the reader may answer when it cannot take a mail now.
MAIL_TROUBLE = (smtplib.SMTPException, OSError)


class FolderBackend(BaseEmailBackend):
    """Writes mails as .eml files into settings.MAIL_FOLDER, each whole or not at all."""

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
