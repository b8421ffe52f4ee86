"""The pages of importing, as tests ask them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"workspace:{name}", args=args)


def send(client, *uploads, **fields):
    files = [SimpleUploadedFile(name, data) for name, data in uploads]
    return client.post(address("import-new"), {"files": files, **fields})
