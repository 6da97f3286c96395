"""Tests of the time in a question."""
