"""Commands: grammar, table, handlers, refusals. Pure; of replies: needs, advice, mails."""
