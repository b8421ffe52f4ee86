"""The whole access matrix, put together from its parts."""

from tests.access.matrix import ACCOUNT, PUBLIC, STAFF
from tests.access.matrix_work import WORK
from tests.access.screens import ADMIN

ROWS = [*PUBLIC, *ACCOUNT, *STAFF, *WORK, *ADMIN]
