"""Why a mail ended where it did: a closed list of slugs that an operator can search for.

Every `Decision.reason` is a key here. The sentence is for `held list`, `case` and the docs; what people
read in a mail is in the templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        # accepted
        "request": "a new request: a case was opened",
        "request-linked": "a new request from a known conversation: a new, linked case was opened",
        "follow-up": "joined its case",
        "third-party": "somebody other than the requester wrote on the case: kept and marked",
        "concierge-answer": "a concierge's mail was carried out",
        "concierge-note": "a note for colleagues",
        "concierge-commands": "commands were carried out",
        "confirmed": "the sender confirmed a held mail by replying",
        "denied": "the registered address says that a held mail was not theirs: discarded, the lead told",
        "consent-unclear": "an answer that says neither yes nor no: asked once more, not twice",
        "survey-answer": "an answer to the survey",
        "automatic-on-case": "automatic mail, shown on its case, without any effect",
        "report-matched": "a delivery report about a mail that we sent",
        "report-unmatched": "a delivery report about no mail that we know",
        "backlog": "older mail found at the first start: stored and threaded, never answered",
        "imported": "imported from a file",
        "accepted-by-person": "held, then accepted by a person",
        "sent-reply": "written in the mailbox itself, found in its Sent folder: joined its case",
        # accepted, but nothing of it was carried out: the sender got their text back
        "transcript": "not carried out: the sender got a transcript with their own text",
        # held
        "from-not-single": "not exactly one usable From address",
        "dmarc-fail": "the mail failed its domain's own check (DMARC): the sender may be forged",
        "sender-not-allowed": "the sender may not open cases here ([[mailbox]] allowed_senders)",
        "rate-limit": "too many requests from one sender ([limits] requests_per_sender)",
        "too-large": "larger than [intake] max_message",
        "unproven": "a concierge's mail without proof of who wrote it: confirmation was asked",
        "no-token": "a concierge's mail to no signed address: confirmation was asked",
        "collision": "a colleague answered since the notification: the concierge was asked",
        "leak": "something in it should not reach a worker: the concierge was asked",
        "cc-outside": "#cc names somebody outside allowed_senders: the concierge was asked",
        "on-hold": "waits for [response] hold, so that #undo can drop it",
        "maybe-command": "a line may be a command as well as words: the concierge was asked",
        "signature-at-risk": "the cut signature holds sentences: the concierge was asked",
        # discarded
        "own": "our own mail came back",
        "duplicate": "a copy of a mail that we have",
        "automatic": "automatic mail that belongs to no case",
        "sent-unmatched": "found in the Sent folder, about no case",
        "bulk": "bulk or list mail",
        "disposition-report": "a read receipt",
        "discarded-by-person": "held, then discarded by a person",
        "undone": "on hold or asked about, then dropped by its author with #undo",
        "expired": "held, never confirmed",
        "not-theirs": "held, and the address in whose name it came said that it was not theirs",
        # shunted
        "shunted": "could not be handled three times; kept for an operator",
        # what the clock did, about no mail
        "scheduled": "the survey was given its time",
        "moved": "the survey was given another time",
        "due": "the survey was due: asked",
        "no-answer": "the survey was not answered: reminded once, later left",
        "stale": "the survey was not asked: too late for it",
        "asked-recently": "the survey was not asked: the person was asked a short while ago",
        "rejected": "no survey: not a learning request",
        "merged": "no survey: the case is part of another",
        "stopped": "no survey: the person wants none",
        "never": "no survey: a concierge said so",
        "hold-over": "a mail was on hold long enough: decided now",
        "wait-over": "what a concierge wanted to be told, with #wait",
    }
)
