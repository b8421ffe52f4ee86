"""What work begins with and what comes of it, as files in the storage “long_work”, named by the work's key."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def _storage() -> Storage:
    return storages["long_work"]


def _input(key: str) -> str:
    return f"{key}.input"


def save_input(key: str, content: bytes) -> None:
    _storage().save(_input(key), ContentFile(content))


def read_input(key: str) -> bytes:
    with _storage().open(_input(key)) as file:
        return file.read()


def drop_input(key: str) -> None:
    with suppress(FileNotFoundError):
        _storage().delete(_input(key))


def save(key: str, content: bytes) -> None:
    _storage().save(key, ContentFile(content))


def read(key: str, size: int | None) -> bytes | None:
    """The result, which has that many bytes; None where it is not there as a whole."""
    if size is None:
        return None
    try:
        with _storage().open(key) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    return content if len(content) == size else None


def drop(key: str) -> None:
    with suppress(FileNotFoundError):
        _storage().delete(key)


def exists(key: str, size: int | None) -> bool:
    """Whether the result is there as a whole; work without a result of its own (`size` is None) needs none."""
    if size is None:
        return True
    storage = _storage()
    return storage.exists(key) and storage.size(key) == size
