"""Footnote as an operator sees it from outside: health, readiness, metrics."""
