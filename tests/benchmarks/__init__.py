"""Measurements: scripts that print a table for people."""
