"""Numbers of commitments that the database keeps in step with its rows (`programmes.models.KeptCount`)."""
