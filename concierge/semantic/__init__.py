"""[semantic]: a sentence model on this machine ranks topics beside the words. Nothing is downloaded."""
