"""After a backup was put back: what the mailbox knows and the store does not. Of intake: handle, sent."""
