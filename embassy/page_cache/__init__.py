"""Public pages cached in each server process, and how every process knows at once that they are out of date.

`stamp` is what writers and readers share; `responses` is the form of every public answer; `entries` bounds how many are
cached; `application` stands before Django and answers from them. Why no page can be stale: docs/architecture.md.
"""
