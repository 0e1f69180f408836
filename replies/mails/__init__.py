"""The mails that a decision sends, by who reads them. Pure; of replies: advice."""
