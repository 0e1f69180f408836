"""The option that every command has, --config, and the settings in the file it names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cases.settings import Settings
from concierge.config.load import load

Config = Annotated[
    Path,
    typer.Option("--config", envvar="CONCIERGE_CONFIG", metavar="FILE", help="The configuration file."),
]
CONFIG = Path("concierge.toml")
OfClient = Annotated[
    str | None,
    typer.Option("--client", metavar="ID", help="As this client has it: its own files, where it has some."),
]


def new_file(text: str) -> Path:
    """A file to be written, as typed. A name with a slash at the end means a folder: there has to be one."""
    if text.endswith(("/", "/.")) and not Path(text).is_dir():
        raise typer.BadParameter(f"there is no folder {Path(text)}: make it first, or write no slash")
    return Path(text)


def settings_of(config: Path, client: str | None) -> Settings:
    """The settings in `config` as that client finds them; as configured without one. BadParameter."""
    settings = load_settings(config)
    known = [each.id for each in settings.clients]
    if client is not None and client not in known:
        shown = "".join(c if c.isprintable() else "?" for c in client)
        raise typer.BadParameter(
            f"{shown} is no client of the configuration ({', '.join(known) or 'none'})", param_hint="--client"
        )
    return settings.for_client(client)


def load_settings(config: Path, *, look_up_countries: bool = False, mail: bool = False) -> Settings:
    """The settings in `config`, with secrets from this process's environment.

    Commands that promise to find every mistake look the countries of [hours] up at once; the others do not
    wait for that. `mail`: the command logs in to the mail servers; without it their passwords are not read,
    so that whoever may not have them can do everything else.
    """
    return load(config, os.environ, look_up_countries=look_up_countries, mail=mail)
