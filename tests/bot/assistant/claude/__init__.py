"""Tests of bot/assistant/claude/."""
