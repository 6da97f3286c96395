"""Tests, mirroring the package path for path."""
