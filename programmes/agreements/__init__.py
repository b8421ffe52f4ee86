"""From a signed text to an outline that a person can check: rules in steps, each visible and testable on its own.

bytes → lines with layout → blocks → outline → draft. Everything up to the outline works on plain data, knows neither
the database nor a request, and runs in a process of its own (see `programmes.intake`).
"""
