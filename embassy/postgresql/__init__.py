"""Django's PostgreSQL, with a pool that gets over a database that dropped its connections."""
