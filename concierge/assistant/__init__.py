"""[assistant]: a model's draft for the concierge, asked of a server that speaks the OpenAI-compatible API."""
