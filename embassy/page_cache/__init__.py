"""Public pages kept ready in each server process, and how every process knows at once that they are out of date.

`stamp` is what writers and readers share; `encodings` and `answers` are a page as bytes; `rooms` bounds how many are
kept; `application` stands before Django and answers from them. Why no page can be stale: docs/architecture.md.
"""
