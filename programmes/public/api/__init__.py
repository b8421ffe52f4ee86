"""The programming interface: read-only, the same bytes for everyone, described by its own OpenAPI document."""
