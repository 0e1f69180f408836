"""What is new, quoted or forwarded. Of reading: parse, parsed, phrases, body, signatures."""
