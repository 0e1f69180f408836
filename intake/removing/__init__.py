"""Removing mail from a mailbox: copies of one person, and what is old. Nothing else removes any."""
