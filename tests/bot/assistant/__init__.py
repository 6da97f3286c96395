"""Tests of bot/assistant/."""
