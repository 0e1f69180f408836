"""Drafting is tried on both databases, as the database's own tests are."""

from tests.db.conftest import database, database_url, sqlite_template

__all__ = ["database", "database_url", "sqlite_template"]
