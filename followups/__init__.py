"""The clock: surveys, reminders, digests, silence, what is on hold. Imports cases, templates, db."""
