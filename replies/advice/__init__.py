"""Options that fit a need, a range of them, with reasons in words. Pure; of replies: needs."""
