"""Tests of index/stories/."""
