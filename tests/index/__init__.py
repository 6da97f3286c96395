"""Tests of the archive's side: reading, the catalog, vectors, search."""
