"""What a concierge's mail does, and the mails that decisions send. Pure; imports cases, templates."""
