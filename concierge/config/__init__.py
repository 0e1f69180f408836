"""The configuration file, checked and turned into `cases.settings`. Imports cases, and oauth of concierge."""
