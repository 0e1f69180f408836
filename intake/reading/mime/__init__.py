"""Octets to a tree of parts: header fields, encodings, names. Of reading: parsed."""
