"""Built-in mail servers and mail clients, also those of the tests. Of concierge: config, logs, service."""
