"""What one received mail does: kind, author, case, decision. Pure; of intake: reading."""
