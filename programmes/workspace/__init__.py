"""What staff do: see what is due, report, clear, correct, edit."""
