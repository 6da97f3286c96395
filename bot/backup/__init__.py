"""Backups: what can't be had a second time, in one file, and the way back."""
