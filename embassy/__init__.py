"""The embassy itself: users, missions, sector teams, sign-in, the record of every change, and the settings."""
