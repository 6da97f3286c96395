"""Tests of bot/words/."""
