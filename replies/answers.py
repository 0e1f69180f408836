"""The one mail that a concierge's mail makes for the worker: words, questions or advice. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.effects import Draft
from cases.lifecycle import answer_times
from cases.model import Case, CaseEvent, OutboxKind
from cases.typed import as_markdown
from replies.advice.recommend import TO_CONCIERGE, Reason, why
from replies.advised import chosen_options
from replies.commands.plan import Desk, Plan
from replies.mails import worker
from replies.mails.worker import Letter
from templates.values import of_option, of_worker


@dataclass(frozen=True, slots=True)
class WorkerMail:
    """The draft, what it does to the case, and the options it recommends (rows for the ledger)."""

    draft: Draft
    event: CaseEvent | None
    topic: str | None = None
    options: tuple[Mapping[str, object], ...] = ()


def worker_mail(plan: Plan, desk: Desk, case: Case) -> WorkerMail:
    """What goes to the worker. Raises TemplateProblem, NothingFitsError, FewFitError, UnsureTopicError."""
    if plan.recommends:
        return _recommendation(plan, desk, case)
    if plan.ask is not None:
        return _questions(plan.ask or _question_set(desk, case), {}, desk, case, desk.text)
    if plan.use is not None:
        name, pairs = plan.use
        kind = desk.writer.library.file(name, case.language).kind
        if kind == "questions":
            return _questions(name, pairs, desk, case, desk.text)
        if kind == "recommendation":
            return _recommendation(plan, desk, case)
        own = _typed(_open_end(desk.text, desk), desk)
        words = _rendered(name, pairs, desk, case, own)
        if own and not desk.writer.library.use(name, case.language).words:
            words = f"{own}\n\n{words}"
        return _answer(words, desk, case)
    return _answer(_typed(_without_name(desk), desk), desk, case)


def changed_fields(mail: WorkerMail, case: Case, now: datetime) -> dict[str, object]:
    """Fields of the case that a mail to the worker changes: firsts are written down once."""
    fields = answer_times(case, mail.event, now)
    if mail.options and case.recommended_at is None:
        fields["recommended_at"] = now
    if mail.options and mail.topic and not case.topics:
        fields["topics"] = (mail.topic,)  # what was recommended about is what it was about
    return fields


def _without_name(desk: Desk) -> str:
    """The words without the writer's own name at the very end: the sign-off names them."""
    text, closing = desk.text.strip(), desk.closing.split("\n")
    own = {desk.author.name.casefold(), desk.author.name.partition(" ")[0].casefold()}
    if closing[-1].strip(" .,").casefold() in own and text.endswith(desk.closing):
        return text.removesuffix(closing[-1]).strip()
    return text


def _answer(words: str, desk: Desk, case: Case) -> WorkerMail:
    letter = Letter(OutboxKind.ANSWER, desk.author, {"words": words}, desk.attachments)
    return WorkerMail(worker.personal(desk.mails, case, letter), CaseEvent.ANSWERED)


def _questions(name: str, pairs: Mapping[str, str], desk: Desk, case: Case, words: str) -> WorkerMail:
    questions = _rendered(name, pairs, desk, case, "")
    variables = {
        "worker": of_worker(case.requester, case.language),
        "words": _typed(_open_end(words, desk), desk),
        "questions": questions,
    }
    letter = Letter(OutboxKind.QUESTIONS, desk.author, variables, desk.attachments)
    return WorkerMail(worker.personal(desk.mails, case, letter), CaseEvent.ASKED)


def _recommendation(plan: Plan, desk: Desk, case: Case) -> WorkerMail:
    topic = plan.recommend[0] if plan.recommend else None
    topics = (topic,) if topic else case.topics
    chosen = chosen_options(plan, desk, case, topics)
    name, pairs = plan.use or ("recommendation", {})
    options = [of_option(c.option, why(_telling(c.reasons), case.language), told=True) for c in chosen]
    words = _rendered(name, pairs, desk, case, _typed(_open_end(desk.text, desk), desk), options=options)
    letter = Letter(OutboxKind.RECOMMENDATION, desk.author, {"words": words}, desk.attachments)
    draft = worker.personal(desk.mails, case, letter)
    rows = tuple({**c.option.ledger(), "reasons": [why(c.reasons, "en", TO_CONCIERGE)]} for c in chosen)
    return WorkerMail(draft, CaseEvent.ANSWERED, topic or (topics[0] if topics else None), rows)


def _telling(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """All but the language: the line below each option names it, and leaves out time and price."""
    return tuple(reason for reason in reasons if reason.slug != "language")


def _question_set(desk: Desk, case: Case) -> str:
    """The question set of the case's topic, else the general one."""
    for file in desk.writer.library.files(case.language, "questions"):
        if file.topic is not None and file.topic in case.topics:
            return file.name
    return "questions"


def _rendered(
    name: str,
    pairs: Mapping[str, str],
    desk: Desk,
    case: Case,
    words: str,
    **extra: object,
) -> str:
    variables = {**desk.mails.standard(case, desk.author, words), **pairs, **extra}
    return desk.writer.library.render(name, case.language, variables).text


def _typed(text: str, desk: Desk) -> str:
    """A concierge's own words for a template, which is Markdown and they are not."""
    return as_markdown(desk.typed(text))


def _open_end(text: str, desk: Desk) -> str:
    """Words that go on below: without the closing formula and name, which the sign-off brings."""
    return text.strip().removesuffix(desk.closing).strip() if desk.closing else text.strip()
