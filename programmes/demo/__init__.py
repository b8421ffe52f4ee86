"""Demonstration data: people, teams and statuses for a development server, each row marked, none of it true.

It is made once, as one change set with the channel "demo"; after that it belongs to whoever tries things out.
"""
