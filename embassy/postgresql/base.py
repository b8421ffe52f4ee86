"""The database engine `embassy.postgresql`.

psycopg's pool looks at one connection at a time and waits longer after each dead one (1, 2, 4 s), so that after a
restart of the database every process stood still for 7 to 10 s and then failed. Here the first dead connection has the
whole pool looked through at once. Used with CONN_HEALTH_CHECKS off, since the check is made here.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        connection = super().get_new_connection(conn_params)
        if not self.pool:
            return connection
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            self.pool.putconn(connection)  # it is dead, so the pool throws it away
            self.pool.check()  # and so with all that died with it
            connection = super().get_new_connection(conn_params)
        return connection
