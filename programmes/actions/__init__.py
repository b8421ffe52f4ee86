"""Writes that touch several rows: a verb each, keyword-only arguments, `by=` whom, recorded as one change set.

`into=` joins an already open change set (see `embassy.audit.change_set`).
"""
