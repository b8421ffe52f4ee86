"""Admin screens for what the embassies carry out, one module per module of models."""

from programmes.admin import (  # noqa: F401  (importing them registers the screens)
    agreements,
    commitments,
    documents,
    events,
    organisations,
    partnerships,
    programmes,
    status,
    week,
)
