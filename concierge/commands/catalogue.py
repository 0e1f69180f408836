"""`concierge catalogue …`: the learning options, which live in a file that people keep.

Longer than 250 lines: a function a command, and how each is shown.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cases.catalogue import Catalogue, Option
from cases.errors import PermanentError
from cases.settings import Settings
from concierge.catalogue.check import Finding, Weight, findings, in_short, link_findings, spread
from concierge.catalogue.files import (
    Merged,
    additions_of,
    as_csv,
    as_mapping,
    as_toml,
    merge_file,
    read_additions,
    read_catalogue,
    read_file,
    with_additions,
    write_file,
)
from concierge.catalogue.merging import merge, pending
from concierge.catalogue.rows import Rows
from concierge.catalogue.verdicts import Verdict
from concierge.options import CONFIG, Config, OfClient, new_file, settings_of
from concierge.output import AsJson, print_json, print_table, printable
from replies.weeding import Used

app = typer.Typer(help="Learning options.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)
Topic = Annotated[str | None, typer.Option(metavar="SLUG", help="Only options about this topic.")]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="Only options in this language.")]


@app.command("list", epilog="Example: concierge catalogue list --topic presenting --json")
def listing(
    topic: Topic = None,
    language: Language = None,
    json: AsJson = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """List the options, in the order of the file; what is kept by mail and not merged yet comes behind."""
    every, kept = _all(_path(settings_of(config, client)))
    options = [
        option
        for option in every
        if (client is None or option.client in (None, client))
        and (topic is None or topic in option.topics)
        and (language is None or not option.languages or language in option.languages)
    ]
    if json:
        print_json({**as_mapping(option), "kept": option.slug in kept} for option in options)
        return
    heads = ("slug", "title", "provider", "price", "minutes", "with", "language", "topics")
    cells = (
        (
            f"{o.slug} +" if o.slug in kept else o.slug,
            o.title,
            o.provider,
            _price(o),
            o.minutes,
            o.with_,
            ";".join(o.languages),
            ";".join(o.topics),
        )
        for o in options
    )
    print_table(heads, cells, "No option fits.")
    if waiting := sum(option.slug in kept for option in options):
        typer.echo(
            f"+ kept by mail, not in the file yet: {waiting}. concierge catalogue merge takes them over."
        )


@app.command("import", epilog="Example: concierge catalogue import options.csv --dry-run")
def importing(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or TOML file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, write nothing.")] = False,
    json: AsJson = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """Merge a file into the catalogue by slug: good rows are taken, bad rows are named, others stay."""
    settings = settings_of(config, client)
    target = settings.catalogue or settings.directory / "catalogue.csv"
    merged = merge_file(target, file)
    if not dry_run and (merged.added or merged.changed):
        from concierge.acting import audited  # nothing else here needs the database
        from concierge.opened import database_if_any

        with database_if_any(settings) as has_audit:
            write_file(target, merged.options)
            if has_audit:
                audited("catalogue.imported")
    if json:
        print_json([_summary(merged)])
    else:
        _tell(merged, target, dry_run)
    if merged.bad:
        raise typer.Exit(1)


@app.command("merge", epilog="Example: concierge catalogue merge --yes")
def merging(
    yes: Annotated[bool, typer.Option("--yes", help="Merge; without it only show what would be.")] = False,
    json: AsJson = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """Take over what concierges kept by mail (`#keep`) as rows at the end of the catalogue, which keeps its
    order, columns and encoding. What is taken over leaves the additions."""
    settings = settings_of(config, client)
    path = _path(settings)
    found = pending(path)
    if yes and found.new:
        from concierge.acting import audited  # nothing else here needs the database
        from concierge.opened import database_if_any

        with database_if_any(settings) as has_audit:
            found = merge(path)
            if has_audit:
                audited("catalogue.merged")
    elif yes:
        found = merge(path)
    shown = [(what, o) for what, options in found.named.items() for o in options]
    if json:
        print_json({**as_mapping(option), "merge": what} for what, option in shown)
        return
    cells = ((w, o.slug, o.title, _price(o), ";".join(o.topics), o.client, o.url) for w, o in shown)
    heads = ("merge", "slug", "title", "price", "topics", "client", "url")
    print_table(heads, cells, "Nothing waits to be merged.")
    if found.clashing:
        typer.echo("In the way: the catalogue has another option of that name. Rename one of the two.")
    if found.new and yes:
        typer.echo(printable(f"{path}: {len(found.new)} added."))
    elif found.new:
        typer.echo("Nothing was written. To do it: concierge catalogue merge --yes")


@app.command("export", epilog="Example: concierge catalogue export --excel > options.csv")
def exporting(
    excel: Annotated[bool, typer.Option("--excel", help="With semicolons and a mark, for Excel.")] = False,
    toml: Annotated[bool, typer.Option("--toml", help="As TOML.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", parser=new_file, metavar="FILE", help="Write there.")
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Without what concierges kept by mail and nobody merged yet.")
    ] = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """Print the catalogue, in the columns that `import` reads; what is kept by mail comes behind."""
    path = _path(settings_of(config, client))
    options = _good(path, read_file(path))
    if not own:
        kept = _good(additions_of(path), read_additions(path))
        options, _ = with_additions(options, kept)
    text = as_toml(options) if toml else as_csv(options, ";" if excel else ",")
    content = text.encode("utf-8-sig" if excel else "utf-8")
    if output is None:
        typer.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise PermanentError(f"{output} cannot be written ({error.strerror}).") from None


@app.command("check", epilog="Example: concierge catalogue check --links")
def checking(
    all_: Annotated[
        bool, typer.Option("--all", help="A line for each finding, however many of a kind.")
    ] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Follow every link, too: wants the internet and some minutes.")
    ] = False,
    inside: Annotated[
        bool, typer.Option("--inside", help="With --links: also addresses inside your network.")
    ] = False,
    json: AsJson = False,
    client: OfClient = None,
    config: Config = CONFIG,
) -> None:
    """Look for bad rows, unknown topics, dead slugs, facts that are not known or old, badly rated options and
    too much of one provider; show the spread over providers, price and kind. Of one kind of advice that many
    options share only the number. --links asks one page a host at a time and respects robots.txt."""
    from concierge.opened import database_if_any  # nothing else here needs the database
    from db import ledger

    settings = settings_of(config, client)
    views = _with_own_files(settings) if client is None else {client: settings}
    with database_if_any(settings) as has_cases:
        used = Used()
        if has_cases:
            used = Used(ledger.recommended_slugs(), ledger.option_ratings(), ledger.dead_links())
        known = {name: read_catalogue(_path(seen), seen.topics) for name, seen in views.items()}
        followed = {
            name: _follow(each, inside=inside, shown=not json) if links else []
            for name, each in known.items()
        }
        if links and has_cases:
            from concierge.acting import acting

            used = replace(used, dead=frozenset())
            dead = {f.slug for each in followed.values() for f in each if f.check == "dead-link"}
            ledger.note_dead_links(dead, datetime.now(UTC), acting())
    elsewhere = frozenset(option.slug for each in known.values() for option in each.options)
    used = replace(used, slugs=used.slugs - elsewhere)  # gone from every file
    found = {
        name: _looked_at(
            seen, known[name], followed[name], used if name == next(iter(views)) else _lately(used)
        )
        for name, seen in views.items()
    }
    if json:
        print_json(_found(finding, name) for name, each in found.items() for finding in each)
    for name, each in () if json else found.items():
        if len(found) > 1:
            typer.echo(printable(f"{f'Client {name}' if name else 'Everybody'}: {_path(views[name])}"))
        _show(each, in_short(each) if not all_ else each, known[name])
    if any(finding.weight is Weight.WRONG for each in found.values() for finding in each):
        raise typer.Exit(1)


def _with_own_files(settings: Settings) -> dict[str, Settings]:
    """By client, "" for the organisation, whoever has a catalogue or topics of their own."""
    own = {c.id: settings.for_client(c.id) for c in settings.clients if c.has_own_files}
    return own if settings.catalogue is None and own else {"": settings} | own


def _lately(used: Used) -> Used:
    """What was recommended and is gone is told of once, with the organisation's catalogue."""
    return replace(used, slugs=frozenset())


def _looked_at(
    settings: Settings, catalogue: Catalogue, followed: list[Finding], used: Used
) -> list[Finding]:
    """What is to be said of one catalogue."""
    rows = read_file(_path(settings))
    found = [Finding(Weight.WRONG, "bad-row", bad.slug, f"line {bad.line}: {bad.reason}") for bad in rows.bad]
    found += [Finding(Weight.ADVICE, "unknown-column", "", f'column "{c}"') for c in rows.unknown_columns]
    found += followed
    found += findings(
        catalogue,
        provider_share=settings.provider_share,
        languages=settings.languages,
        used=used,
        today=datetime.now(UTC).date(),
    )
    return found


def _show(found: list[Finding], shown: list[Finding], catalogue: Catalogue) -> None:
    cells = ((f.weight, f.check, f.slug, f.message) for f in shown)
    heads = ("weight", "check", "slug", "what")
    print_table(heads, cells, f"{len(catalogue.options)} options, nothing found.")
    for name, shares in spread(catalogue):
        typer.echo(printable(f"{name}: {shares}"))
    if catalogue.added:
        typer.echo(f"{len(catalogue.added)} kept by mail: concierge catalogue merge takes them over.")
    if len(shown) < len(found):
        typer.echo("Which ones: concierge catalogue check --all")


def _follow(catalogue: Catalogue, *, inside: bool, shown: bool) -> list[Finding]:
    """What came of following the links of the catalogue."""
    import asyncio  # with what asks web servers half a second of modules

    from concierge.catalogue.follow import Manners, follow_all
    from concierge.progress import bar

    urls = sorted({o.url for o in catalogue.options if o.url.startswith(("http://", "https://"))})
    with bar("links", len(urls), shown=shown and sys.stderr.isatty()) as told:
        followed = asyncio.run(follow_all(urls, Manners(inside=inside), told))
    if len(urls) > 1 and not any(each.status or each.verdict is Verdict.INSIDE for each in followed.values()):
        raise PermanentError(
            "No server answers at all: check the network, DNS and HTTPS_PROXY. Nothing is said of the links."
        )
    return list(link_findings(catalogue.options, followed))


def _found(finding: Finding, client: str) -> dict[str, object]:
    link = finding.link
    told = {"url": link.url, "status": link.status or None, "location": link.location or None} if link else {}
    return {
        "client": client or None,
        "weight": finding.weight,
        "check": finding.check,
        "slug": finding.slug,
        "message": finding.message,
        **told,
    }


def _path(settings: Settings) -> Path:
    if settings.catalogue is None:
        raise PermanentError(
            "There is no catalogue: name one in [service] catalogue, or let `concierge init` write one."
        )
    return settings.catalogue


def _all(path: Path) -> tuple[tuple[Option, ...], frozenset[str]]:
    """The options of the file and those kept beside it, and the slugs of the latter."""
    return with_additions(read_file(path).options, read_additions(path).options)


def _good(path: Path, rows: Rows) -> tuple[Option, ...]:
    """The options; PermanentError where a row is bad, because an export may lose nothing."""
    if rows.bad:
        raise PermanentError(
            f"{path}: {rows.bad[0]} Correct it first: `concierge catalogue check` names them all."
        )
    return rows.options


def _price(option: Option) -> str:
    if option.price is None:
        return "?"
    return "free" if option.is_free else f"{option.price} {option.currency}".strip()


def _summary(merged: Merged) -> dict[str, object]:
    return {
        "added": list(merged.added),
        "changed": list(merged.changed),
        "unchanged": list(merged.unchanged),
        "bad": [{"line": bad.line, "slug": bad.slug, "reason": bad.reason} for bad in merged.bad],
        "unknown_columns": list(merged.unknown_columns),
    }


def _tell(merged: Merged, target: Path, dry_run: bool) -> None:
    for slug in merged.added:
        typer.echo(f"added    {slug}")
    for slug in merged.changed:
        typer.echo(f"changed  {slug}")
    for bad in merged.bad:
        typer.echo(printable(str(bad)), err=True)
    if merged.unknown_columns:
        typer.echo(f"Not read, because unknown: {', '.join(merged.unknown_columns)}.", err=True)
    counts = (
        f"{len(merged.added)} added, {len(merged.changed)} changed, "
        f"{len(merged.unchanged)} unchanged, {len(merged.bad)} bad"
    )
    typer.echo(f"{target}: {counts}{'; nothing was written.' if dry_run else '.'}")
