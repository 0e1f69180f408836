"""A draft becomes octets and is handed to the relay, each attempt on record. Imports cases, db."""
