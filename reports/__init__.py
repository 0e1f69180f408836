"""Figures about quality, demand and independence. Imports cases, templates, db."""
