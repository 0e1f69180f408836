"""The way in: `receive` stores, `handle` decides. Imports cases, templates, db, replies, followups."""
