"""What `concierge init` asks on a terminal, and what it finds out by itself; imports config and "*"."""
