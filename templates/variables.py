"""What each template may use: names, fields and meaning. The table is the documentation.

Values are plain: text, numbers, dates, aware datetimes, lists of those, and mappings with the FIELDS below.
None or "" means not known. Times and dates are printed in words and in the service's zone by themselves.
`templates.values` builds the mappings from the values of `cases`. Longer than 250 lines: one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SERVICE = ("name", "address", "timezone", "now")  # timezone: IANA name; now: aware datetime, the clock
WORKER = (
    "name",
    "first",
    "address",
    "language",
)  # first: "" where the name is no safe guide; language: a code
CONCIERGE = ("name", "first")  # never an address: it must not reach a worker
CASE = (
    "tag",
    "subject",
    "state",
    "topics",
    "owner",
    "worker",
)  # tag "LC-12"; subject without Re: and tag; topics: names; worker: the requester's name
NEED = (
    "about",
    "tried",
    "with",
    "time",
    "budget",
    "currency",
    "by",
)  # raw: minutes, Decimal, date, alone|others|either
OPTION = (
    "slug",
    "title",
    "summary",
    "kind",
    "training",
    "provider",
    "price",  # Decimal; None not known, 0 free
    "currency",
    "priced_on",  # date on which the price was looked up; None not known
    "minutes",
    "with",  # alone | others | either
    "level",  # beginner | intermediate | advanced; "" for anybody
    "languages",  # codes; empty: language plays no part
    "url",
    "interest",  # what the service declares about its own interest, or ""
    "why",  # why it fits this person: one phrase without a full stop, or ""
    "guess",  # the topic that it is for, where several may be meant and a concierge reads, or ""
    "told",  # true where `why` says time and price
)

AGENDA = (
    "tag",
    "subject",
    "worker",  # their name
    "promise",
    "until",  # #wait: put off until then
    "owner",  # the name of another concierge, or ""
    "link",  # "mailto:…": an answer to the worker; "" without plus addresses
)

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "service": SERVICE,
        "worker": WORKER,
        "concierge": CONCIERGE,
        "case": CASE,
        "need": NEED,
        "option": OPTION,
    }
)
LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "options": OPTION,
        "templates": ("name", "title"),
        "cases": (
            "tag",
            "subject",
            "worker",
            "state",
            "promise",
            "late",
            "owner",
        ),  # late: true after promise
        # ok: would have worked; suggestion: "#close" or ""; better: the whole line as surely meant, or ""
        "lines": ("line", "ok", "outcome", "suggestion", "better"),
        "mails": ("to", "subject", "text"),  # as sent
        "timeline": ("at", "text"),
        "rows": ("command", "does"),
        "buttons": ("rating", "link"),  # rating 1 to 5; link "mailto:…"
        "guesses": ("name", "title"),  # topics that the words suggest; shown, never applied
        "similar": ("topic", "options", "rating"),  # earlier cases without words or names
        **dict.fromkeys(("late", "today", "open", "later", "waiting"), AGENDA),
        "held": ("sender", "subject", "reason", "accept", "discard"),  # two links "mailto:…", or ""
        "copies": ("folder", "mailbox", "number", "first", "last"),
        # title: "" where unknown; command: keeps it; link: in a digest "mailto:…" that does, else ""
        "links": ("title", "url", "command", "tag", "link"),
        "weeds": ("slug", "title", "dead", "mean", "count"),  # the link is dead; or mean of so many ratings
        "phrases": ("text", "topic", "command"),  # command: keeps it
        "colleagues": ("name", "state"),  # a state of an introduction
        # since: they offer it; asked: the last time, or None; other: their language, if not the case's
        "experts": ("name", "address", "since", "asked", "other"),
        "scores": ("rating", "count", "bar"),  # bar: a row of blocks
        "topics": ("name", "people", "cases", "bar"),
        "sessions": ("name", "people", "client"),  # client: "" of none
        **dict.fromkeys(("rising", "new"), ("name", "people", "before")),
        "concierges": ("name", "cases", "first_answer", "mean"),
    }
)
"""Fields of the items of list variables; other lists (attachments, earlier, done …) hold text."""

STANDARD = frozenset(
    {"worker", "concierge", "case", "need", "options", "words", "promise", "service", "language"}
)
"""What a template asked for by name may use, besides the keys of `#use NAME key=value`."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of the service: when it goes out, and its variables beside `service` (always) and `language`.

    quotes: those that somebody wrote and that are quoted, so that their whole goes along where they are cut.
    """

    when: str
    variables: tuple[str, ...]
    quotes: tuple[str, ...] = ()


_WORKER_WROTE = (
    "worker",
    "case",
    "words",  # what they wrote, Markdown-clean, new text only
    "attachments",  # file names
    "need",
    "earlier",  # earlier cases, a line each: "LC-3 Feedback, answered, rated 4"
    "remembered",  # what was remembered about the person
    "promise",  # datetime or None
    "templates",  # best three: {name, title}
    "options",  # best three
    "guesses",  # topics that the words suggest, where the case has none
    "rated",  # how they rated our help on this case before, 1 to 5, or None
    "sent",  # titles of options and templates that went to them on this case
    "cc",  # addresses the worker copied; told, never copied
    "offers",  # topics by name that they seem to offer help with, in plain words
    "wishes",  # what they seem to want of their own data, in plain words: stop, mydata, forget
    "unread",  # why there is nothing, or not everything, to read (table `unread`), or ""
    "sent_for",  # {name, address} in the Reply-To of a form, not proven, or None
    "author",  # who wrote where it was not the worker: "Name <address>", else ""
)

MAILS: Mapping[str, Mail] = MappingProxyType(
    {
        # to the worker
        "worker/acknowledgement": Mail(
            'a request came in; `questions` is the rendered question set, or "" for the plain one',
            ("worker", "case", "promise", "questions"),
        ),
        "worker/answer": Mail("a concierge's words, signed off", ("concierge", "case", "words")),
        "worker/questions": Mail(
            '#ask: the concierge\'s words (may be "") and a rendered question set',
            ("worker", "concierge", "case", "words", "questions"),
        ),
        "worker/recommendation": Mail(
            "#recommend: `words` is the rendered `recommendation` template, signed off",
            ("concierge", "case", "words"),
        ),
        "worker/closed": Mail(
            "the case was closed; `silent`: because we asked and heard nothing",
            ("worker", "case", "silent"),
        ),
        "worker/nudge": Mail("we asked and heard nothing yet; once", ("worker", "case")),
        "worker/too-big": Mail(
            'a mail was over size or carried a risky file; `reason`: too-large | risky; `limit`: "25 MB"',
            ("worker", "subject", "reason", "limit"),
        ),
        "worker/encrypted": Mail(
            "a mail that nobody here can open came in; once a day to each person; "
            "`case`: where it belongs to one",
            ("worker", "case", "subject"),
        ),
        "worker/own-data-readme": Mail(
            "no mail: README.txt of a person's own data; `number` of cases, `left_out` of mails by others",
            ("worker", "at", "number", "mail_count", "left_out", "notes", "notes_given"),
        ),
        "worker/right-asked": Mail(
            "somebody asks about their own data; `rights`: stop, mydata, forget; a yes counts until `until`; "
            "`again`: their answer, `text`, was neither yes nor no",
            ("worker", "rights", "until", "again", "text"),
        ),
        "worker/right-done": Mail(
            "a yes to that: done; `by_hand`: their data cannot go by mail; `postponed`: so they are not "
            "forgotten yet",
            ("worker", "rights", "by_hand", "postponed"),
        ),
        "worker/right-not-done": Mail(
            "an answer to that by which nothing was done; `reason`: no | late | elsewhere",
            ("worker", "rights", "reason"),
        ),
        "worker/offer-asked": Mail(
            "somebody offers to help others, or no longer (`act`: offer | withdraw), with `helps` (topics by "
            "name); a yes counts until `until`; `again`: their answer, `text`, was neither yes nor no",
            ("worker", "act", "helps", "until", "again", "text"),
        ),
        "worker/offer-done": Mail(
            "a yes to that; they are asked to help at most `number` times in so many `days`",
            ("worker", "act", "helps", "number", "days"),
        ),
        "worker/offer-not-done": Mail(
            "nothing came of it; `reason`: no | late | elsewhere | unknown (`helps`: those that there are) | "
            "already | nothing (to withdraw)",
            ("worker", "act", "helps", "reason"),
        ),
        "worker/introduction-colleague": Mail(
            "#introduce: `worker` is the colleague who is asked; `words` of a concierge; an answer counts "
            "until `until`; `again`: theirs, `text`, was neither yes nor no",
            ("worker", "helps", "need", "words", "until", "again", "text"),
        ),
        "worker/introduction-worker": Mail(
            "the `colleague` (a name) said yes; `again`: the worker's answer was neither yes nor no",
            ("worker", "case", "colleague", "helps", "until", "again"),
        ),
        "worker/introduction": Mail(
            "both said yes: to both; `recipient`: the colleague's address",
            ("worker", "colleague", "helps", "recipient"),
        ),
        "worker/introduction-settled": Mail(
            "an answer to either question; `reason`: no | over | elsewhere", ("worker", "reason")
        ),
        # to concierges
        "concierge/notification": Mail(
            "a request came in; `note`: what the concierge `noted_by` wrote beside it, for colleagues only",
            (*_WORKER_WROTE, "note", "noted_by"),
            quotes=("words", "note"),
        ),
        "concierge/follow-up": Mail(
            "the worker (or `author`) wrote again; `reopened`: the case was closed before; `rating`: 1 to 5 "
            "where these are the words beside a survey answer",
            (*_WORKER_WROTE, "reopened", "rating"),
            quotes=("words",),
        ),
        "concierge/note": Mail(
            "a colleague left a note; a reply stays a note",
            ("worker", "case", "author", "words", "attachments"),
            quotes=("words",),
        ),
        "concierge/answered": Mail(
            "a colleague answered (or `asked` questions); one line to others who were told; `when`: at 14:02",
            ("worker", "case", "author", "when", "asked"),
        ),
        "concierge/assigned": Mail(
            "the case was given to you; `by`: the colleague's name; `words`: the worker's latest",
            (*(name for name in _WORKER_WROTE if name != "author"), "by"),
            quotes=("words",),
        ),
        "concierge/transcript": Mail(
            "nothing was carried out: lines with their outcome, how many `more` there are, and their `text`; "
            "case None in a new mail; `fixable`: #send fixed does all of it with the `better` lines "
            '(`fixed`: a link "mailto:…" for that, or ""; `reaches`: the worker gets something then)',
            ("case", "lines", "more", "text", "subject", "fixable", "fixed", "reaches"),
            quotes=("text",),
        ),
        "concierge/receipt": Mail(
            "what was done (lines of text) and the mails as sent; `silent`: nothing goes to the worker; "
            "`until`: on hold until then, or None; `links` of the answer that are in no catalogue, and how "
            "many `more`; `phrases` of the request that its topic could learn",
            ("case", "done", "mails", "silent", "until", "links", "more", "phrases"),
            quotes=("mails",),
        ),
        "concierge/confirmation": Mail(
            "a mail in your name came without proof; `reason` slug; `done`: what it would do; `at` when; "
            "`lead`: addresses that hear of a no",
            ("subject", "at", "reason", "text", "done", "lead"),
            quotes=("text",),
        ),
        "concierge/confirmation-again": Mail(
            "the answer to it said neither yes nor no; once; `text`: that answer",
            ("subject", "at", "text", "lead"),
            quotes=("text",),
        ),
        "concierge/data-by-hand": Mail("to the lead: somebody's own data cannot go by mail", ("worker",)),
        "concierge/forgotten": Mail("cases (`tags`) whose requester asked to be forgotten", ("tags",)),
        "concierge/erased": Mail(
            "to the lead: somebody asked by mail to be forgotten, and was; `number` of cases; `tags`: closed "
            "by it; `copies`: the folders in which they lie, each once",
            ("number", "mail_count", "tags", "on_roster", "copies"),
        ),
        "concierge/wish": Mail(
            "to the lead: in plain words the worker seems to want something of their own data",
            ("worker", "case", "wishes"),
        ),
        "concierge/denied": Mail(
            "to the lead: the concierge `author` says that a held mail in their name is not theirs",
            ("author", "subject", "at", "number"),
        ),
        "concierge/set-aside": Mail(
            "to the lead: a mail could not be decided and waits for a person; `reason`: never-ends, "
            "not-delivered or shunted",
            ("sender", "subject", "at", "reason", "number"),
        ),
        "concierge/held": Mail(
            "a worker's mail is held; `reason` slug; `text`: all of it, of which the first lines are shown; "
            "`proven`: the sender is",
            ("sender", "subject", "at", "reason", "text", "attachments", "proven", "number"),
        ),
        "concierge/held-asks": Mail(
            "your own mail is held; `reason`: collision, leak …, `why` in other words or empty; `details`: "
            'lines of text; `send`, `without`: links "mailto:…" that answer #send or #send without, or ""',
            ("case", "reason", "why", "details", "author", "text", "send", "without"),
            quotes=("text",),
        ),
        "concierge/status": Mail(
            '#status; `billing`, `survey`: a line of text or ""; `names`: they wrote under before; '
            "`colleagues` who were asked to help",
            (
                *("worker", "case", "need", "promise", "remembered", "billing", "survey", "timeline"),
                *("names", "colleagues"),
            ),
        ),
        "concierge/list": Mail("#list; how many `more` there are", ("cases", "more")),
        "concierge/help": Mail("#help: the card", ("rows",)),
        "concierge/preview": Mail(
            "#preview: exactly what would go out", ("case", "mails", "done"), quotes=("mails",)
        ),
        "concierge/introduction": Mail(
            "what came of #introduce; `outcome`: introduced | declined | colleague-silent | refused | "
            "worker-silent | over",
            ("worker", "case", "colleague", "helps", "outcome"),
        ),
        "concierge/experts": Mail(
            "#expert: colleagues who offered to help with `helps` (a topic by name), how many `more`, and "
            "how many are left out: `resting` (asked often lately), `away_count`, asked `before` on the case",
            ("case", "worker", "helps", "experts", "more", "resting", "away_count", "before"),
        ),
        "concierge/suggestion": Mail(
            "#suggest: ranked, with reasons",
            ("case", "need", "options", "templates", "guesses", "similar"),
        ),
        "concierge/wait-over": Mail("#wait is over", ("worker", "case", "words", "since"), quotes=("words",)),
        "concierge/mail-failed": Mail(
            "a mail to `recipient` failed; `reason`: the server's words; `stopped`: no more goes there; "
            "`why`: `too-large`, `content`, `recipient-full`, `ours` or empty",
            ("worker", "case", "recipient", "subject", "reason", "status", "stopped", "why"),
        ),
        "concierge/assistant": Mail(
            "no mail, but what stands below a notification: a model's draft (`text`) and its guesses; "
            "`unchecked`: a link in the draft is none of the catalogue",
            ("model", "guesses", "need", "text", "unchecked"),
        ),
        "concierge/low-rating": Mail(
            "a low survey answer, to owner and lead",
            ("worker", "case", "rating", "comment"),
            quotes=("comment",),
        ),
        "concierge/mostly-bulk": Mail(
            "to the lead, once: most of the first mails are bulk or our own; `recipient`: the mailbox",
            ("recipient", "details"),
        ),
        "concierge/secret-ends": Mail(
            "to the lead, 30, 7 and 1 days before: what opens the mailbox `recipient` holds until `day`; "
            "`certificate`: it is one, and no client secret",
            ("recipient", "day", "days_left", "certificate"),
        ),
        "concierge/login-refused": Mail(
            "to the lead, from another mailbox: no login to `recipient`; `reason`: the server's words and "
            "what to do; `by_person`: somebody has to log in again",
            ("recipient", "reason", "by_person"),
        ),
        "concierge/alert": Mail(
            "by another route than the mailbox: something does not work, or works again (`healed`, since "
            "`until`); `slug`: of the tables `trouble` and `trouble-advice`; `about`: mailbox, role, or "
            '""; `reason`: a sentence or ""; `host`: name of the machine',
            ("slug", "about", "reason", "since", "until", "healed", "host"),
        ),
        # by the clock
        "followup/survey": Mail("how was the help; one question", ("worker", "case", "buttons")),
        "followup/survey-reminder": Mail("once, when unanswered", ("worker", "case", "buttons")),
        "followup/thanks": Mail(
            'for an answer to the survey; `comment` may be ""; `passed_on`: it holds a question',
            ("worker", "case", "rating", "comment", "passed_on"),
        ),
        "followup/reminder": Mail(
            'the promised time is near, to the owner or all told; `owner`: name or "", perhaps `away`',
            ("worker", "case", "promise", "owner", "away", "words"),
            quotes=("words",),
        ),
        "followup/escalation": Mail(
            "the promised time is over, to the other concierges and the lead; `answers`: a reply is one",
            ("worker", "case", "promise", "owner", "away", "words", "answers"),
            quotes=("words",),
        ),
        "concierge/digest": Mail(
            "in the morning; lists of cases by urgency, held mail, how many were taken as `automatic`; once "
            "a week `links` of one's own answers that are in no catalogue, and how many `more`",
            ("day", "late", "today", "open", "later", "waiting", "held", "automatic", "links", "more"),
        ),
        "concierge/lead-digest": Mail(
            'once a week, to the lead; `mean` of the ratings as "4.2" or ""; `links` of all answers that are '
            "in no catalogue, and how many `more`; `weeds`: options that may go",
            (
                *("day", "late", "open_count", "waiting_count", "held_count", "opened", "first_answers"),
                *("recommended", "closed", "mean", "scores", "taken_in", "moved", "differs"),
                *("links", "more", "weeds"),
            ),
        ),
        "report/statement": Mail(
            "a month of a client: `accounts`, one a currency, with `lines` of cases, minutes and amounts; "
            "when it was stated",
            ("client", "month", "accounts", "stated_on"),
        ),
        "report/published": Mail(
            "what may be published of a quarter, to [report] publish_to: `topics` with `people`, none where "
            "it is not told, `other` (none: there are no smaller ones)",
            ("quarter", "year", "client", "topics", "other", "threshold"),
        ),
        "report/summary": Mail(
            "once a month, of the one before, to the lead; #report: the last 90 days, to the lead of all, to "
            'a `concierge` of their own; times and shares in words, "" where there are none; `of_month`: '
            '"October 2026" where it is that; `before`: the same of the period before',
            (
                *("since", "until", "of_month", "client", "topic", "concierge", "requests", "people"),
                *("first_answer", "advice"),
                *("kept", "mean", "response", "before", "scores", "topics", "without_topic"),
                *("sessions", "rising", "new", "concierges", "providers", "share"),
            ),
        ),
    }
)


def variables_of(name: str) -> frozenset[str]:
    """Every variable that the template of this name may use."""
    if name in MAILS:
        return frozenset({*MAILS[name].variables, "service", "language"})
    return STANDARD
