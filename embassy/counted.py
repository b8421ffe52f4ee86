"""The cache in a database table, which counts attempts to sign in: an outage of the database is told as one.

Django's own takes a failed write for “somebody was faster”. Then a locked database reads as too many attempts.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connections, router


class CountingTable(DatabaseCache):
    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool | None:
        """As Django's. Raises OperationalError where the database did not take it."""
        outages: list[OperationalError] = []

        def noting(execute: Callable[..., Any], *statement: Any) -> Any:
            try:
                return execute(*statement)
            except OperationalError as error:
                outages.append(error)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(noting):
            is_set = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]  # the stubs leave it out
        if outages:
            raise outages[0]
        return is_set
