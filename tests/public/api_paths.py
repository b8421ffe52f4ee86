"""The addresses of the programming interface."""

PATHS = [
    "/api/partnerships", "/api/partnerships/{country}", "/api/programmes", "/api/programmes/{reference}",
    "/api/commitments", "/api/commitments/{reference}", "/api/organisations", "/api/organisations/{slug}",
]  # fmt: skip
