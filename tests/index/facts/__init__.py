"""Tests of index/facts/."""
