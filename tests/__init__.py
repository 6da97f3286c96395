"""Tests mirror bot/, index/ and prompts/ path for path."""
