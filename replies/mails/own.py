"""Mails to one concierge about their own mail: transcript, receipt, confirmation, question, card. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.effects import Draft
from cases.model import Case, OutboxKind
from replies.mails.shared import Mails
from templates.drafts import Addressing


def reply(
    mails: Mails, kind: OutboxKind, template: str, where: Addressing, variables: Mapping[str, object]
) -> Draft:
    """The mail; a case among the variables is shown as every template shows it."""
    case = variables.get("case")
    shown = {"case": mails.of_case(case, where.language)} if isinstance(case, Case) else {}
    return mails.write(kind, template, where, {**variables, **shown})


def done(mails: Mails, where: Addressing, words: str) -> Draft:
    """A receipt of one line, after which nothing went to a worker."""
    nothing = {"case": None, "mails": (), "until": None, "links": (), "more": 0, "phrases": ()}
    return reply(
        mails, OutboxKind.RECEIPT, "concierge/receipt", where, {**nothing, "done": [words], "silent": True}
    )
