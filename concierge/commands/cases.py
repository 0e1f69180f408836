"""`concierge cases` and `concierge case 12`: what is going on, from the database alone."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cases.errors import PermanentError
from cases.model import CaseState, Direction
from cases.settings import Settings
from concierge.acting import audited
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import (
    AsJson,
    case_number,
    in_states,
    local_time,
    print_json,
    print_table,
    printable,
    read_aloud,
    visible,
)
from db import cases


def listing(
    state: Annotated[list[CaseState] | None, typer.Option(metavar="STATE", help=in_states(CaseState))] = None,
    concierge: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Only owned by them.")] = None,
    client: Annotated[str | None, typer.Option(metavar="ID", help="Only of this client.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="NAME", help="Only about this.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            metavar="DATE",
            help="Only opened since then: 2026-11-01, or 2026-11-01T09:00:00.",
        ),
    ] = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """List cases, oldest first."""
    with opened(config) as settings:
        wanted = cases.Filter(
            states=tuple(state or ()),
            concierge=concierge,
            client=client,
            topic=topic,
            since=since and since.replace(tzinfo=ZoneInfo(settings.timezone)),
        )
        found = cases.listing(wanted, settings.case_prefix)
        if json:
            print_json(found)
            return
        heads = ("case", "state", "opened", "from", "owner", "topics", "subject")
        print_table(heads, (_row(case, settings) for case in found), "There are no such cases.")


def showing(
    number: Annotated[str, typer.Argument(metavar="CASE", help="12 or LC-12.")],
    raw: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Print the original octets of its Nth message (on a terminal: controls as escapes).",
        ),
    ] = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Show one case with its messages and its timeline."""
    with opened(config) as settings:
        case = case_number(number, settings)
        found = cases.showing(case, settings.case_prefix)
        if found is None:
            raise PermanentError(f"There is no case {settings.tag(case)}; `concierge cases` lists them.")
        audited("case.read" if raw is None else "case.original-read", case_id=case)
        if raw is not None:
            _write_original(case, raw, len(found["messages"]))
        elif json:
            print_json([found])
        else:
            _print_case(found, settings)


def _row(case: dict[str, Any], settings: Settings) -> tuple[object, ...]:
    opened_at = local_time(case["created_at"], settings.timezone)
    who = case["requester"]["address"]
    return (case["case"], case["state"], opened_at, who, case["owner"], case["topics"], case["subject"])


def _write_original(case: int, number: int, count: int) -> None:
    octets = cases.raw(case, number)
    if octets is None:
        raise PermanentError(
            f"Message {number} was not received: the case has {count} messages, and what the service wrote "
            "itself has no original."
        )
    if sys.stdout.isatty():  # a mail must not move the cursor, or ask the terminal to do something
        sys.stdout.write(visible(octets))
        return
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()


def _print_case(case: dict[str, Any], settings: Settings) -> None:
    requester = f"{case['requester']['name']} <{case['requester']['address']}>".strip()
    survey = case["survey"] or {}
    need = {key: value for key, value in case["need"].items() if value is not None}
    lines = {
        "state": case["state"],
        "from": requester,
        "owner": case["owner"],
        "topics": ", ".join(case["topics"]),
        "language": case["language"],
        "client": case["client"],
        "need": ", ".join(f"{key}: {value}" for key, value in need.items()),
        "opened": local_time(case["created_at"], settings.timezone),
        "answered": local_time(case["first_answer_at"], settings.timezone),
        "closed": local_time(case["closed_at"], settings.timezone),
        "survey": " ".join(str(survey[key]) for key in ("state", "rating", "comment") if survey.get(key)),
    }
    typer.echo(printable(f"{case['case']}  {case['subject']}"))
    for name, value in lines.items():
        if value:
            typer.echo(f"  {name + ':':<10} {printable(str(value))}")
    for number, message in enumerate(case["messages"], start=1):
        at = local_time(message["at"], settings.timezone)
        to = ", ".join(message["to"])
        head = f"[{number}] {at}  {message['direction']}  {message['from']} -> {to}  ({message['kind']})"
        typer.echo(f"\n{printable(head)}")
        ours = message["direction"] == Direction.OUT
        words = read_aloud(message["new_text"], case["language"] if ours else None)
        typer.echo(printable("\n".join(f"    {line}".rstrip() for line in words.split("\n"))))
    typer.echo("")
    for event in case["timeline"]:
        at = local_time(event["at"], settings.timezone)
        typer.echo(printable(f"{at}  {event['event']}  {event['actor']}  {event['detail']}").rstrip())
