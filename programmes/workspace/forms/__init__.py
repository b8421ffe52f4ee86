"""The forms of the staff pages. Each asks as little as it can and says what to do when something is amiss."""
