"""Mail older than the service: threaded, never answered. Of intake: reading, decide."""
