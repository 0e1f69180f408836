"""What may be cut from the end of a mail, and what may not. Of reading: phrases."""
