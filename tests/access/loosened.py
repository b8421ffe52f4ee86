"""Rules that let anybody at anything, to show that these suites notice."""

from django.db import models


def everything(rows, *_args, **_kwargs):
    """In place of a rule of a QuerySet."""
    return models.QuerySet.all(rows)
