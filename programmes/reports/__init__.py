"""Read models: the numbers, groupings and ready strings that a page, a report or an export shows."""
