"""What one passage says beyond the outline: recurrence, organisations, goals, kinds; a module each."""
