"""Tests of the state run on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import URL


@pytest.fixture
def database(either_database: Path | URL) -> Path | URL:
    """These tests run on both databases."""
    return either_database
