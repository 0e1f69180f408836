"""One IMAP connection, and what its failures mean: the only door to IMAP. Imports cases."""
