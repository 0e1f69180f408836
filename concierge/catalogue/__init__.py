"""The catalogue and topics as files that people keep. Imports cases, replies."""
