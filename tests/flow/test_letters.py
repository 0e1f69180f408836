"""Typed text reaches every mail letter by letter, in its text and its HTML."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from typing import Final

import pytest

from concierge.demo.border import NONE
from tests.field.shown import Shown
from tests.scene import Letter
from tests.servers.post import User
from tests.world import World

pytestmark = pytest.mark.costly

LETTERS: Final = (
    *(
        "=A1*B1*C1",
        "__main__ and _x_",
        "~~no~~ but ~yes~",
        "*x* and **y**",
        "# of people: 3",
        "<tag> & &lt;b&gt;",
    ),
    *(
        "`code` and ```",
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
        "1. one",
        "2. two",
        "4. four",
        "+ plus",
        "* star",
    ),
    *(
        "see (https://e.org/Foo_(bar)) there",
        "[t](https://e.org/a_b)",
        "C:\\new\\*.txt",
        "***",
        "===",
        "That is all.",
    ),
)
TEXT: Final = "\n\n".join(LETTERS[:7]) + "\n\n" + "\n".join(LETTERS[7:10]) + "\n\n" + "\n".join(LETTERS[10:])


def missing(letter: Letter) -> list[str]:
    """Lines that do not stand in both forms of a mail as they were typed; "X: line", X the form."""
    shown = Shown(letter.raw)
    found = []
    for form, text in (("text", shown.text), ("html", shown.shown)):
        lines = {" ".join(line.strip("> ").split()) for line in text.split("\n")}
        found += [f"{form}: {line}" for line in LETTERS if line not in lines]
    return found


def _as_html(text: str) -> str:
    lines = html.escape(text, quote=False).split("\n")
    return "".join(f"<div>{line or '<br>'}</div>" for line in lines)


def _form(text: str, kind: str) -> dict[str, str]:
    return {"html": _as_html(text)} if kind == "HTML" else {}


@pytest.mark.parametrize("kind", ["plain", "HTML"])
def test_typed_letters_reach_every_mail(make_world: Callable[..., World], kind: str) -> None:
    """Question, answer, follow-up, notes, a forward, preview, transcript, template, confirmation."""
    world = make_world(catalogue=True)
    maria = world.person("maria", "Maria Jansen")
    bad: dict[str, list[str]] = {}

    def write(user: User, to: Letter, text: str, *readers: tuple[str, User]) -> None:
        world.reply(user, to, text, **_form(text, kind))
        world.pass_time(timedelta(seconds=150))
        for name, reader in readers:
            bad[name] = missing(world.newest(reader))

    world.mail(maria, "Talks", TEXT, **_form(TEXT, kind))
    asked = world.newest(world.anna)
    bad["question"] = missing(asked)
    write(world.anna, asked, f"{TEXT}\n\n#preview", ("preview", world.anna))
    write(world.anna, asked, f"{TEXT}\n\n#qwertyuiop", ("transcript", world.anna))
    write(world.anna, asked, f"{TEXT}\n\n#use presenting", ("template", maria))
    write(world.anna, asked, TEXT, ("answer", maria))
    write(maria, world.newest(maria), TEXT, ("follow-up", world.anna))
    write(world.anna, asked, f"#note\n{TEXT}", ("note", world.bram))
    write(world.bram, world.newest(world.bram), TEXT, ("note back", world.anna))
    write(world.anna, asked, f"#assign {world.bram.address}\n#note\n{TEXT}", ("assigned", world.bram))
    opened = f"#requester {maria.address}\n{TEXT}\n\n---------- Forwarded message ---------\n"
    fields = (
        f"From: Maria Jansen <{maria.address}>\nDate: Mon, 23 Nov 2026 at 09:00\nSubject: Talks\nTo: Anna\n"
    )
    forward = f"{opened}{fields}\n{TEXT}"
    world.mail(world.anna, "Fwd: Talks", forward, **_form(forward, kind))
    bad["forward"] = missing(world.newest(world.bram))
    raw = world.composed_reply(world.anna, asked, TEXT, **_form(TEXT, kind)).as_bytes()
    world.outside(raw, NONE, to=parseaddr(asked["Reply-To"])[1])
    bad["confirmation"] = missing(world.newest(world.anna))
    assert {} == {name: lines for name, lines in bad.items() if lines}
