"""What each call of the `footnote` command does."""
