"""A case to show templates with: `templates preview` without `--case`, the docs, and the tests.

Everybody in it lives at example.org; the words are those of a real kind of question.
Longer than 250 lines: one list of sample values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from templates.render import Library
from templates.values import mailto, survey_buttons
from templates.variables import MAILS

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)  # a Friday, 10:30 in Brussels
PROMISE = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
REFUSED = (
    "The token server gives no token for learninghelp@example.org (AADSTS50173: The provided grant has "
    "expired). The account's password was changed: run `concierge login learninghelp@example.org` again."
)


def sample(library: Library, name: str, language: str) -> dict[str, object]:
    """Variables for the template of that name, all filled, in that language."""
    everything = _common(language) | _words(language) | _lists(language) | _people(language)
    everything |= _digest(language) | _report(language) | _statement(language)
    everything["questions"] = library.render("questions", language, everything).text
    if not name.startswith(("concierge/", "followup/")):
        everything["words"] = _answer(language)
    known = MAILS[name].variables if name in MAILS else tuple(everything)
    values = {key: everything[key] for key in (*known, "service")}
    if name == "worker/recommendation":
        values["words"] = library.render("recommendation", language, everything).text
    if name == "worker/introduction-settled":
        values["reason"] = "no"
    if name == "worker/introduction-colleague":
        values["words"] = "pivot tables" if language == "en" else "draaitabellen"
    if name == "concierge/assistant":
        values["text"] = _answer(language)
    if name == "concierge/held-asks":
        values |= {"reason": "signature-at-risk", "why": ""}
    if name == "worker/too-big":
        values["reason"] = "too-large"
    if name in ("worker/right-not-done", "worker/offer-not-done"):
        values["reason"] = "late"
    if name in ("concierge/note", "concierge/answered", "concierge/denied"):
        values["author"] = "Bram Claes"
    if name == "concierge/alert":
        values["reason"] = "imap.example.org refuses the password of learninghelp@example.org."
    if name == "concierge/set-aside":
        values["reason"] = "never-ends"
    if name == "concierge/mail-failed":
        values["reason"] = "550 5.1.1 no such user here"
    if name == "concierge/secret-ends":
        values["day"] = NOW.date() + timedelta(days=7)
    if name in ("concierge/secret-ends", "concierge/login-refused"):
        values["recipient"] = "learninghelp@example.org"
    if name == "concierge/login-refused":
        values["reason"] = REFUSED
    if name == "concierge/experts":
        values["before"] = 1
    if name == "report/summary":  # as `#report` gives it to a lead: of all, in three months
        values |= {"since": NOW - timedelta(days=90), "until": NOW, "client": "", "concierge": ""}
    if name not in MAILS:
        values |= dict.fromkeys(library.use(name, language).accepts, "12")
    return values


def _common(language: str) -> dict[str, object]:
    dutch = language == "nl"
    return {
        "service": {
            "name": "Learning Help",
            "address": "learninghelp@example.org",
            "timezone": "Europe/Brussels",
            "now": NOW,
        },
        "case": {
            "tag": "LC-12",
            "subject": "Presenteren voor de directie" if dutch else "Presenting to the board",
            "state": "open",
            "topics": ["presenteren" if dutch else "presenting"],
            "owner": "Anna Peeters",
            "worker": "Maria Jansen",
        },
        "need": {
            "about": "rustiger spreken voor een groep" if dutch else "speak more calmly before a group",
            "tried": "een boek" if dutch else "a book",
            "with": "others",
            "time": 120,
            "budget": Decimal(100),
            "currency": "EUR",
            "by": date(2026, 12, 18),
        },
        "promise": PROMISE,
        "at": NOW,
        "since": NOW,
        "until": PROMISE,
        "status": "5.1.1",
        "limit": "25 MB",
        "reason": "unproven",
        "slug": "login",
        "about": "learninghelp@example.org",
        "healed": False,
        "host": "mail.example.org",
        "rating": 2,
        "silent": True,
        "note": "Ze is nieuw in het team." if dutch else "She is new in the team.",
        "noted_by": "Bram Claes",
        "number": 12,
        "mail_count": 31,
        "left_out": 2,
        "notes": 3,
        "notes_given": False,
        "lead": ["lead@example.org"],
        "reopened": True,
        "stopped": True,
        "why": "too-large",
        "proven": False,
        "passed_on": True,
        "rights": ["stop", "mydata", "forget"],
        "wishes": ["forget"],
        "offers": ["Excel"],
        "experts": [
            {
                "name": "Tom Claes",
                "address": "tom@example.org",
                "since": NOW - timedelta(days=90),
                "asked": NOW - timedelta(days=40),
                "other": "en" if dutch else "nl",
            }
        ],
        "resting": 2,
        "away_count": 1,
        "colleagues": [{"name": "Tom Claes", "state": "agreed"}],
        "colleague": "Tom Claes",
        "outcome": "introduced",
        "act": "offer",
        "helps": ["Excel", "presenteren" if dutch else "presenting"],
        "days": 30,
        "by_hand": True,
        "postponed": True,
        "tags": ["LC-12"],
        "on_roster": True,
        "copies": [
            {
                "folder": "Processed",
                "mailbox": "learninghelp@example.org",
                "number": 3,
                "first": NOW,
                "last": NOW,
            }
        ],
        "more": 2,
        "again": True,
        "names": ["Maria Claes"],
        "unread": "encrypted",
        "sent_for": {"name": "Maria Jansen", "address": "maria@example.org"},
        "rated": 4,
        "sent": ["Toastmasters"],
        "when": "om 14:02" if dutch else "at 14:02",
        "asked": False,
        "fixable": True,
        "model": "qwen3:4b",
        "unchecked": True,
        "reaches": True,
        "fixed": mailto("learninghelp+token@example.org", "Re: Maria Jansen", "#send fixed"),
        "send": mailto("learninghelp+token@example.org", "Re: Maria Jansen", "#send"),
        "without": mailto("learninghelp+token@example.org", "Re: Maria Jansen", "#send without"),
    }


def _digest(language: str) -> dict[str, object]:
    dutch = language == "nl"
    item = {
        "tag": "LC-12",
        "subject": "Presenteren voor de directie" if dutch else "Presenting to the board",
        "worker": "Maria Jansen",
        "promise": PROMISE,
        "until": PROMISE,
        "owner": "Bram Claes",
        "link": mailto("learninghelp+token@example.org", "Re: [LC-12] Maria Jansen"),
    }
    held = {
        "sender": "tom@example.net",
        "subject": "Excel",
        "reason": "sender-not-allowed",
        "accept": mailto("learninghelp+token@example.org", "Re: Excel", "#accept"),
        "discard": mailto("learninghelp+token@example.org", "Re: Excel", "#discard"),
    }
    lists: dict[str, object] = {name: [item] for name in ("late", "today", "open", "later", "waiting")}
    return lists | {
        "day": NOW.date(),
        "held": [held],
        "automatic": 3,
        "days_left": 7,
        "certificate": False,
        "by_person": True,
        "away": True,
        "answers": True,
        "open_count": 4,
        "waiting_count": 2,
        "held_count": 1,
        "taken_in": 2,
        "moved": 1,
        "differs": 1,
        "opened": 9,
        "first_answers": 8,
        "recommended": 5,
        "closed": 3,
        "mean": "4.5",
        "scores": [{"rating": 5, "count": 1, "bar": "█" * 12}, {"rating": 4, "count": 1, "bar": "█" * 12}],
    }


def _report(language: str) -> dict[str, object]:
    dutch = language == "nl"
    return {
        "billing": "1 uur 15 minuten, € 95" if dutch else "1 hour 15 minutes, €95",
        "requests": 42,
        "people": 37,
        "first_answer": "1 uur 10 minuten" if dutch else "1 hour 10 minutes",
        "advice": "3 uur" if dutch else "3 hours",
        "kept": "95%",
        "response": "60%",
        "of_month": "",
        "topic": "",
        "quarter": "3",
        "year": "2026",
        "threshold": 5,
        "other": {"people": 7},
        "before": {
            "requests": "38",
            "first_answer": "2 uur" if dutch else "2 hours",
            "advice": "4 uur" if dutch else "4 hours",
            "kept": "91%",
            "response": "55%",
            "mean": "4,1" if dutch else "4.1",
        },
        "topics": [
            {"name": "presenteren" if dutch else "presenting", "people": 12, "cases": 14, "bar": "█" * 12},
            {"name": "Excel", "people": 9, "cases": 9, "bar": "█" * 9},
        ],
        "sessions": [
            {"name": "presenteren" if dutch else "presenting", "people": 12, "client": "Example NV"}
        ],
        "rising": [{"name": "Excel", "people": 9, "before": 3}],
        "new": [{"name": "plannen" if dutch else "planning", "people": 5, "before": 0}],
        "concierges": [
            {
                "name": "Anna Peeters",
                "cases": 25,
                "first_answer": "1 uur" if dutch else "1 hour",
                "mean": "4.6",
            },
            {"name": "", "cases": 2, "first_answer": "", "mean": ""},
        ],
        "without_topic": 3,
        "providers": ["Toastmasters International"],
        "share": "40%",
    }


def _statement(language: str) -> dict[str, object]:
    dutch = language == "nl"
    cost = "€ 95,00" if dutch else "€95.00"
    rate = f"{cost} per {'vraag' if dutch else 'case'}"
    return {
        "client": "Example NV",
        "month": "oktober 2026" if dutch else "October 2026",
        "stated_on": "3 november 2026" if dutch else "3 November 2026",
        "accounts": [
            {
                "currency": "EUR",
                "cases": 2,
                "minutes": 75,
                "total": "€ 180,00" if dutch else "€180.00",
                "lines": [
                    {"tag": "LC-12", "minutes": 30, "rate": rate, "amount": cost, "corrects": ""},
                    {"tag": "LC-14", "minutes": 45, "rate": rate, "amount": cost, "corrects": ""},
                    {
                        "tag": "LC-9",
                        "minutes": 0,
                        "rate": "",
                        "amount": "€ -10,00" if dutch else "-€10.00",
                        "corrects": "september 2026" if dutch else "September 2026",
                    },
                ],
            }
        ],
    }


def _people(language: str) -> dict[str, object]:
    return {
        "worker": {
            "name": "Maria Jansen",
            "first": "Maria",
            "address": "maria@example.org",
            "language": language,
        },
        "concierge": {"name": "Anna Peeters", "first": "Anna"},
        "author": "",
        "by": "Bram Claes",
        "owner": "Anna Peeters",
        "sender": "Maria Jansen <maria@example.org>",
        "recipient": "maria@example.org",
        "cc": ["tom@example.org"],
    }


def _words(language: str) -> dict[str, object]:
    if language == "nl":
        return {
            "words": "Volgende maand moet ik ons plan voorstellen aan de directie. "
            "Ik verlies telkens mijn draad zodra iemand iets vraagt.\n\nWat kan ik doen?",
            "text": "Dag Maria,\n\nWat fijn dat je dit wilt aanpakken.\n\n#gebruik presenteren\n#sliut",
            "subject": "Presenteren voor de directie",
            "survey": "gepland op maandag 14 december",
            "comment": "Het duurde lang voor ik iets hoorde.",
        }
    return {
        "words": "Next month I have to present our plan to the board. "
        "I lose my thread as soon as somebody asks a question.\n\nWhat can I do?",
        "text": "Hello Maria,\n\nGood that you want to work on this.\n\n#use presenting\n#clsoe",
        "subject": "Presenting to the board",
        "survey": "planned for Monday 14 December",
        "comment": "It took long before I heard anything.",
    }


def _answer(language: str) -> str:
    if language == "nl":
        return (
            "Dag Maria,\n\nWat fijn dat je dit wilt aanpakken. "
            "Je draad verliezen na een vraag overkomt bijna iedereen."
        )
    return (
        "Hello Maria,\n\nGood that you want to work on this. "
        "Losing your thread after a question happens to most of us."
    )


def _lists(language: str) -> dict[str, object]:
    dutch = language == "nl"
    return {
        "attachments": ["plan.docx", "slides_v2.pdf"],
        "earlier": [
            "LC-3 Feedback geven, beantwoord, 4 van 5" if dutch else "LC-3 Feedback, answered, rated 4"
        ],
        "remembered": ["kijkt liever dan ze leest" if dutch else "would rather watch than read"],
        "links": [
            {
                "title": "Toastmasters",
                "url": "https://www.toastmasters.org",
                "command": "#bewaar toastmasters" if dutch else "#keep toastmasters",
                "tag": "LC-12",
                "link": mailto("learninghelp+token@example.org", "LC-12", "#keep toastmasters"),
            }
        ],
        "weeds": [
            {"slug": "old-course", "title": "An old course", "dead": True, "mean": "0.0", "count": 0},
            {"slug": "dull-book", "title": "A dull book", "dead": False, "mean": "1.8", "count": 4},
        ],
        "phrases": [
            {
                "text": "mijn stem trilt als ik vooraan sta" if dutch else "my voice shakes on stage",
                "topic": "presenteren" if dutch else "presenting",
                "command": "#zin" if dutch else "#phrase",
            }
        ],
        "guesses": [{"name": "presenting", "title": "presenteren" if dutch else "presenting"}],
        "templates": [
            {"name": "presenting", "title": "Rustiger presenteren" if dutch else "Presenting calmly"}
        ],
        "options": _options(dutch),
        "more": 3,
        "lines": [
            {"line": "#use presenting", "ok": True, "outcome": "", "suggestion": "", "better": ""},
            {
                "line": "#clsoe",
                "ok": False,
                "outcome": "dit commando ken ik niet" if dutch else "I do not know this command",
                "suggestion": "#sluit" if dutch else "#close",
                "better": "#sluit" if dutch else "#close",
            },
        ],
        "done": ["thema: presenteren" if dutch else "topic: presenting", "LC-12"],
        "details": ["#clsoe"],
        "mails": [{"to": "Maria Jansen", "subject": "Re: [LC-12] Presenting", "text": _answer(language)}],
        "timeline": [{"at": NOW, "text": "vraag aangekomen" if dutch else "request came in"}],
        "cases": [
            {
                "tag": "LC-12",
                "subject": "Presenteren" if dutch else "Presenting",
                "worker": "Maria Jansen",
                "state": "open",
                "promise": PROMISE,
                "late": False,
                "owner": "Anna Peeters",
            }
        ],
        "rows": [
            {
                "command": "#use NAME",
                "does": "zet sjabloon NAME rond je woorden"
                if dutch
                else "puts template NAME around your words",
            },
            {"command": "#close", "does": "sluit de vraag af" if dutch else "closes the case"},
        ],
        "buttons": survey_buttons("learninghelp+token@example.org", "Re: [LC-12]"),
        "similar": [
            {"topic": "presenteren" if dutch else "presenting", "options": ["toastmasters"], "rating": 4}
        ],
    }


def _options(dutch: bool) -> list[Mapping[str, object]]:
    base = {"provider": "Toastmasters International", "currency": "EUR", "interest": "", "training": False}
    return [
        base
        | {
            "slug": "toastmasters",
            "title": "Toastmasters",
            "summary": "Een club waar je om beurten spreekt en feedback krijgt."
            if dutch
            else "A club where members take turns to speak and get feedback.",
            "kind": "community",
            "price": Decimal(0),
            "priced_on": date(2026, 6, 1),
            "level": "beginner",
            "minutes": 90,
            "with": "others",
            "languages": ("en", "nl"),
            "url": "https://www.toastmasters.org",
            "guess": "",
            "told": False,
            "why": "je doet het samen met anderen, zoals je vroeg"
            if dutch
            else "you do it with others, as you asked",
        },
        base
        | {
            "slug": "observe",
            "title": "Laat een collega meekijken" if dutch else "Ask a colleague to watch",
            "summary": "Geef je presentatie een keer aan één collega, die drie dingen opschrijft."
            if dutch
            else "Give your talk once to one colleague, who writes down three things.",
            "kind": "practice",
            "provider": "",
            "price": None,
            "priced_on": None,
            "level": "",
            "minutes": 30,
            "with": "others",
            "languages": (),
            "url": "",
            "why": "",
            "guess": "",
            "told": False,
        },
    ]
