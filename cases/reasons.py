"""Why a mail ended where it did: a closed list of slugs that an operator can search for.

The sentence of a reason is for `held list`, `case` and the docs; what people read in a mail is in the
templates. What the clock did, about no mail, has its reasons here as well.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """A slug, and what it says to an operator."""

    says: str

    def __new__(cls, slug: str, says: str = "") -> Reason:
        reason = str.__new__(cls, slug)
        reason._value_ = slug
        reason.says = says
        return reason

    # accepted
    REQUEST = "request", "a new request: a case was opened"
    REQUEST_LINKED = (
        "request-linked",
        "a new request from a known conversation: a new, linked case was opened",
    )
    FOLLOW_UP = "follow-up", "joined its case"
    THANKS = "thanks", "words of thanks alone: kept on the case and shown to the concierge, nothing reopens"
    THIRD_PARTY = "third-party", "somebody other than the requester wrote on the case: kept and marked"
    CONCIERGE_ANSWER = "concierge-answer", "a concierge's mail was carried out"
    CONCIERGE_NOTE = "concierge-note", "a note for colleagues"
    CONCIERGE_COMMANDS = "concierge-commands", "commands were carried out"
    CONFIRMED = "confirmed", "the sender confirmed a held mail by replying"
    DENIED = "denied", "the registered address says that a held mail was not theirs: discarded, the lead told"
    CONSENT_UNCLEAR = "consent-unclear", "an answer that says neither yes nor no: asked once more, not twice"
    RIGHT_ASKED = "right-asked", "somebody asks about their own data: asked whether that is so"
    RIGHT_CONFIRMED = "right-confirmed", "what somebody asked about their own data was confirmed and done"
    RIGHT_DECLINED = "right-declined", "what was asked about somebody's own data was not wanted: nothing done"
    RIGHT_NOT_DONE = "right-not-done", "a yes about somebody's own data that came too late or from elsewhere"
    RIGHT_SETTLED = "right-settled", "one more answer to a question that was answered"
    OFFER_ASKED = "offer-asked", "somebody offers to help others, or no longer: asked whether that is so"
    OFFER_CONFIRMED = "offer-confirmed", "an offer to help others, or its end, was confirmed"
    OFFER_DECLINED = "offer-declined", "an offer to help others, or its end, was not wanted: nothing done"
    OFFER_NOT_DONE = "offer-not-done", "a yes about an offer to help that came too late or from elsewhere"
    OFFER_SETTLED = "offer-settled", "one more answer to a question about an offer that was answered"
    INTRODUCTION_ANSWERED = (
        "introduction-answered",
        "a yes or no of a colleague, or of the worker, about meeting",
    )
    INTRODUCTION_OVER = (
        "introduction-over",
        "a yes about an introduction that came too late or from elsewhere",
    )
    INTRODUCTION_SETTLED = "introduction-settled", "one more answer about an introduction that was answered"
    INTRODUCTION_LAPSED = "introduction-lapsed", "who was asked about an introduction did not answer in time"
    SURVEY_ANSWER = "survey-answer", "an answer to the survey"
    AUTOMATIC_ON_CASE = "automatic-on-case", "automatic mail, shown on its case, without any effect"
    REPORT_MATCHED = "report-matched", "a delivery report about a mail that we sent"
    REPORT_UNMATCHED = "report-unmatched", "a delivery report about no mail that we know"
    BACKLOG = "backlog", "older mail found at the first start: stored and threaded, never answered"
    IMPORTED = "imported", "imported from a file"
    ACCEPTED_BY_PERSON = "accepted-by-person", "held, then accepted by a person"
    SENT_REPLY = "sent-reply", "written in the mailbox itself, found in its Sent folder: joined its case"
    # accepted, but nothing of it was carried out: the sender got their text back
    TRANSCRIPT = "transcript", "not carried out: the sender got a transcript with their own text"
    # held
    FROM_NOT_SINGLE = "from-not-single", "not exactly one usable From address"
    DMARC_FAIL = "dmarc-fail", "the mail failed its domain's own check (DMARC): the sender may be forged"
    SENDER_NOT_ALLOWED = (
        "sender-not-allowed",
        "the sender may not open cases here ([[mailbox]] allowed_senders)",
    )
    RATE_LIMIT = "rate-limit", "too many requests from one sender ([limits] requests_per_sender)"
    TOO_LARGE = "too-large", "larger than [intake] max_message"
    ENCRYPTED = "encrypted", "nobody here can open it: its sender was told how to write instead"
    UNPROVEN = "unproven", "a concierge's mail without proof of who wrote it: confirmation was asked"
    NO_TOKEN = "no-token", "a concierge's mail to no signed address: confirmation was asked"
    COLLISION = "collision", "a colleague answered since the notification: the concierge was asked"
    LEAK = "leak", "something in it should not reach a worker: the concierge was asked"
    CC_OUTSIDE = "cc-outside", "#cc names somebody outside allowed_senders: the concierge was asked"
    ON_HOLD = "on-hold", "waits for [response] hold, so that #undo can drop it"
    MAYBE_COMMAND = "maybe-command", "a line may be a command as well as words: the concierge was asked"
    SIGNATURE_AT_RISK = "signature-at-risk", "the cut signature holds sentences: the concierge was asked"
    FEW_OPTIONS = "few-options", "fewer than three options fit a recommendation: the concierge was asked"
    TOPIC_UNSURE = (
        "topic-unsure",
        "a recommendation whose topic is only guessed: the concierge was asked which",
    )
    MISTYPED = "mistyped", "a line is mistyped: the concierge was shown the correction and asked"
    QUOTE_UNSURE = "quote-unsure", "a quotation may be of a mail of ours: the concierge was asked"
    # discarded
    OWN = "own", "our own mail came back"
    DUPLICATE = "duplicate", "a copy of a mail that we have"
    AUTOMATIC = "automatic", "automatic mail that belongs to no case"
    SENT_UNMATCHED = "sent-unmatched", "found in the Sent folder, about no case"
    ERASED = "erased", "a mail of somebody who was erased, or a copy of one: nothing of it is kept"
    BULK = "bulk", "bulk or list mail"
    DISPOSITION_REPORT = "disposition-report", "a read receipt"
    DISCARDED_BY_PERSON = "discarded-by-person", "held, then discarded by a person"
    UNDONE = "undone", "on hold or asked about, then dropped by its author with #undo"
    EXPIRED = "expired", "held, never confirmed"
    NOT_THEIRS = "not-theirs", "held, and the address in whose name it came said that it was not theirs"
    # shunted
    SHUNTED = "shunted", "could not be handled three times; kept for an operator"
    NEVER_ENDS = (
        "never-ends",
        "deciding it was stopped twice by its use of time or memory; kept for an operator",
    )
    NOT_DELIVERED = (
        "not-delivered",
        "the mail server lists it and does not deliver it: read it in the mailbox; asked for every hour",
    )
    # what the clock did, about no mail
    SCHEDULED = "scheduled", "the survey was given its time"
    MOVED = "moved", "the survey was given another time"
    DUE = "due", "the survey was due: asked"
    NO_ANSWER = "no-answer", "the survey was not answered: reminded once, later left"
    STALE = "stale", "the survey was not asked: too late for it"
    ASKED_RECENTLY = "asked-recently", "the survey was not asked: the person was asked a short while ago"
    REJECTED = "rejected", "no survey: not a learning request"
    MERGED = "merged", "no survey: the case is part of another"
    REOPENED = "reopened", "no survey: the case was opened again"
    STOPPED = "stopped", "no survey: the person wants none"
    NEVER = "never", "no survey: a concierge said so"
    HOLD_OVER = "hold-over", "a mail was on hold long enough: decided now"
    WAIT_OVER = "wait-over", "what a concierge wanted to be told, with #wait"
    SILENCE = "silence", "no survey: closed because the worker was silent, without any answer"
    OTHERS_TOLD = "others-told", "nobody had taken the request for a while: the others were told"
    REMINDED = "reminded", "the promised time is near: the owner was reminded"
    ESCALATED = "escalated", "the promised time is over: the others and the lead were told"
    NUDGED = "nudged", "the worker was silent: asked once more"
    CLOSED_BY_SILENCE = "closed-by-silence", "the worker stayed silent: the case was closed"
    DIGEST_SENT = "digest-sent", "a digest was written"
    DIGEST_EMPTY = "digest-empty", "there was nothing to tell in a digest"
    # back to received
    RELEASED = "released", "held, then let in by a person or the clock: decided again"
    RETRIED = "retried", "an operator asked to try again"


TAKEN_BACK = (Reason.REOPENED, Reason.REJECTED, Reason.SILENCE, Reason.NEVER)
"""A survey is cancelled for these, and what happens to the case later can take it back."""
CONFIRMABLE = (Reason.UNPROVEN, Reason.NO_TOKEN)
"""A concierge's mail is held until the registered address says that it was theirs."""
ASKED = frozenset(
    {
        Reason.COLLISION,
        Reason.LEAK,
        Reason.SIGNATURE_AT_RISK,
        Reason.CC_OUTSIDE,
        Reason.MAYBE_COMMAND,
        Reason.FEW_OPTIONS,
        Reason.TOPIC_UNSURE,
        Reason.MISTYPED,
        Reason.QUOTE_UNSURE,
    }
)
"""A concierge's mail is held and its author asked; a corrected mail takes its place."""
WAIVABLE = ASKED | {Reason.ON_HOLD}
"""What #send waives: it sends what was asked about, or what is on hold, now."""
SIGNATURE_CUT = "signature-cut"
"""Waived beside SIGNATURE_AT_RISK by `#send without`: the lines asked about are cut, and learnt."""
FOR_THOSE_ON_DUTY = frozenset(
    {
        Reason.DMARC_FAIL,
        Reason.FROM_NOT_SINGLE,
        Reason.SENDER_NOT_ALLOWED,
        Reason.RATE_LIMIT,
        Reason.TOO_LARGE,
        Reason.ENCRYPTED,
    }
)
"""Anybody on duty may let such a mail in; the others concern a concierge's own mail."""


def said(slug: str) -> str:
    """What a stored reason says; the slug itself where an earlier version wrote it."""
    return Reason(slug).says if slug in set(Reason) else slug
