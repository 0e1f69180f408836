"""Access tokens for mail servers (OAuth 2.0): got, kept, renewed; may import nothing else of concierge."""
