"""What anyone may read: addresses, views and filters of the public pages."""
