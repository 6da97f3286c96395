"""Tests of bot/doctor."""
