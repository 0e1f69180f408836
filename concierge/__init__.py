"""Configuration, command line, daemon and demo: the room that knows all others and is known by none."""

__version__ = "0.1.0"
