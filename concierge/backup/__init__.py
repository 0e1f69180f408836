"""One file from which the service can be put back: database, configuration, templates, catalogue, topics."""
