"""People, cases, states, effects, settings, tokens: what the house speaks of. Pure; only stdlib."""
