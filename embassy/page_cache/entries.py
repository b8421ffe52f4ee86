"""The entries of the page cache, bounded by their bytes: the least recently used one leaves first."""

from collections.abc import Hashable
from threading import Lock

from cachetools import LRUCache

from embassy.page_cache.responses import CachedResponse

LARGEST_SHARE = 8  # an entry that would take more than this part of the cache is not kept


class Entries:
    """Cached responses by key; several threads may use it, which cachetools leaves to its callers."""

    def __init__(self, size: int) -> None:
        self._entries: LRUCache[Hashable, CachedResponse] = LRUCache(size, getsizeof=lambda entry: entry.size)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """The bytes that are taken."""
        return int(self._entries.currsize)

    def get(self, key: Hashable) -> CachedResponse | None:
        with self._lock:
            return self._entries.get(key)

    def put(self, key: Hashable, entry: CachedResponse) -> None:
        if entry.size * LARGEST_SHARE <= self._entries.maxsize:
            with self._lock:
                self._entries[key] = entry
