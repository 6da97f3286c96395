"""Footnote: the assistant over an archive of digests, and its faces."""
