"""The Sent folder: our copies go in, people's words come out. Of intake: reading, decide, imap."""
