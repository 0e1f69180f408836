"""`concierge templates …`: the texts that go out, built in and own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from cases.catalogue import Catalogue
from cases.errors import PermanentError
from cases.model import Case
from cases.settings import Settings
from concierge.catalogue.files import read_catalogue
from concierge.options import CONFIG, Config, OfClient, settings_of
from concierge.output import AsJson, case_number, print_json, print_table, printable
from replies.advice.places import countries_of
from replies.advice.recommend import AdviceRequest, recommend, why
from templates.files import TemplateFile, TemplateProblem
from templates.lint import lint as check
from templates.load import settings_library
from templates.render import Library
from templates.samples import sample
from templates.values import of_case, of_concierge, of_need, of_option, of_service, of_worker

app = typer.Typer(
    help="Templates, built in and own.", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="As in `concierge templates list`.")]
Language = Annotated[str | None, typer.Option("--lang", metavar="CODE", help="In this language.")]


@app.command("list", epilog="Example: concierge templates list --all")
def listing(
    everything: Annotated[bool, typer.Option("--all", help="Also the mails of the service itself.")] = False,
    json: AsJson = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """List the templates that concierges can name, with their languages."""
    library = _library(settings_of(config, client))
    names = sorted({name for name, _ in library.by_key if everything or library.file(name, "en").kind})
    found = [_listed(library, name) for name in names]
    if json:
        print_json(found)
        return
    cells = ((f["name"], f["title"], f["kind"], f["topic"], f["languages"], f["own"]) for f in found)
    print_table(("name", "title", "kind", "topic", "languages", "own"), cells, "There is no template.")


@app.command("show", epilog="Example: concierge templates show presenting --lang nl")
def showing(name: Name, lang: Language = None, client: OfClient = None, config: Config = CONFIG) -> None:
    """Print the file of a template, ready to copy into the folder of own templates and to change."""
    settings = settings_of(config, client)
    file = _library(settings).file(name, lang or settings.languages[0])
    typer.echo(_source(settings, file), nl=False)


@app.command("preview", epilog="Example: concierge templates preview presenting --case 12 --lang nl")
def preview(
    name: Name,
    pairs: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="As after #use NAME.")
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="With this case instead of a made-up one.")
    ] = None,
    lang: Language = None,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """Print what a template would say; nothing is sent."""
    settings = settings_of(config, client)
    library = _library(settings)
    given = dict(_pair(pair) for pair in pairs or ())
    if case is None:
        language = lang or settings.languages[0]
        values = sample(library, name, library.file(name, language).language)
    else:
        found = _case(case, settings, config)
        if client is None:
            settings = settings.for_client(found.client)
            library = _library(settings)
        language = lang or found.language
        values = sample(library, name, library.file(name, language).language)
        known = of_this_case(found, settings, library.file(name, language).language)
        values |= {key: value for key, value in known.items() if key in values}
    rendered = library.render(name, language, values | given)
    if rendered.subject:
        typer.echo(printable(f"Subject: {rendered.subject}\n"))
    typer.echo(printable(rendered.text), nl=False)


@app.command("lint", epilog="Example: concierge templates lint")
def lint(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these.")] = None,
    json: AsJson = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """Check syntax, variables, topics and that each is there in every language of the service."""
    settings = settings_of(config, client)
    files = (settings.organisation, settings)  # a client's own come before the organisation's
    topics = [topic.slug for each in files for topic in _catalogue(each).topics] if settings.topics else None
    problems = check(_library(settings), *(names or ()), topics=topics)
    if json:
        print_json(
            {"name": p.name, "language": p.language, "line": p.line, "reason": p.reason} for p in problems
        )
    else:
        for problem in problems:
            typer.echo(printable(str(problem)))
        if not problems:
            typer.echo("Nothing is wrong.")
    if problems:
        raise typer.Exit(1)


def of_this_case(case: Case, settings: Settings, language: str) -> dict[str, object]:
    """The variables that a case gives, with a range of options as `#recommend` would choose."""
    now = datetime.now(UTC)
    catalogue = _catalogue(settings)
    words = "\n\n".join(message.new_text for message in case.messages[:1])
    where = countries_of(settings, case.client)
    request = AdviceRequest(words, case.topics, case.need, case.language, client=case.client, countries=where)
    options = recommend(request, catalogue).options
    concierge = settings.concierge(case.owner or "") or settings.concierges[0]
    return {
        "service": of_service(settings, settings.mailbox(case.mailbox), now),
        "worker": of_worker(case.requester, case.language),
        "concierge": of_concierge(concierge),
        "case": of_case(case, settings, catalogue, language),
        "need": of_need(case.need),
        "options": [of_option(chosen.option, why(chosen.reasons, language), told=True) for chosen in options],
        "promise": case.promised_at,
        "remembered": list(case.requester.remembered),
    }


def _library(settings: Settings) -> Library:
    return settings_library(settings)


def _catalogue(settings: Settings) -> Catalogue:
    return read_catalogue(settings.catalogue, settings.topics)


def _listed(library: Library, name: str) -> Mapping[str, object]:
    files = sorted((f for (n, _), f in library.by_key.items() if n == name), key=lambda f: f.language)
    shown = library.file(name, library.languages[0])
    return {
        "name": name,
        "title": shown.title,
        "kind": shown.kind or "",
        "topic": shown.topic or "",
        "languages": [file.language for file in files],
        "own": [file.language for file in files if file.own],
        "requires": list(shown.requires),
        "accepts": list(library.use(name, library.languages[0]).accepts),
    }


def _source(settings: Settings, file: TemplateFile) -> str:
    own = [folder for folder in (settings.templates, settings.organisation.templates) if folder]
    roots: list[Traversable] = [*own] if file.own else [resources.files("templates")]
    for root in roots:
        for place in (f"{file.name}.{file.language}.md", f"answers/{file.name}.{file.language}.md"):
            path = root.joinpath(*place.split("/"))
            if path.is_file():
                return path.read_text("utf-8")
    raise TemplateProblem(file.name, file.language, 0, "the file is gone")


def _case(typed: str, settings: Settings, config: Path) -> Case:
    from concierge.acting import audited
    from concierge.opened import opened  # nothing else here needs the database
    from db import facts

    number = case_number(typed, settings)
    with opened(config):
        found = facts.case(number)
        if found is not None:
            audited("case.read", case_id=number)
    if found is None:
        raise PermanentError(f"There is no case {settings.tag(number)}; `concierge cases` lists them.")
    return found


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise typer.BadParameter(f"{text} is no pair; write key=value")
    return key, value
