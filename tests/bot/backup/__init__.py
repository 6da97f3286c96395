"""Tests of bot/backup."""
