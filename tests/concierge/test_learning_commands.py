"""The commands catalogue, templates and report, on a configuration with the starter files."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cases.catalogue import Option
from concierge.catalogue.additions import keep
from concierge.catalogue.files import additions_of
from concierge.cli import main
from concierge.commands.report import print_report
from concierge.config.load import load
from concierge.starter_files import init
from db import tables
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate
from tests.servers.site import site

CONFIGURATION = """
[service]
name = "Learning Help"
timezone = "Europe/Brussels"
languages = ["en", "nl"]
[[mailbox]]
address = "learninghelp@example.org"
imap = { host = "localhost", security = "none", password = "x" }
smtp = { host = "localhost", security = "none", password = "x" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""
NORTH = """
[[client]]
id = "north"
name = "North Company"
"""
PEOPLE = """
[[concierge]]
name = "Bram Jansen"
address = "bram@example.org"
[[client]]
id = "north"
name = "North Company"
domains = ["north.example"]
[[client]]
id = "south"
name = "South"
"""
OPENED = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The starter's catalogue and topics, a configuration, and a database with one case that was helped."""
    init(tmp_path)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    with transaction():
        maria = tables.Person.create(address="maria@example.org", name="Maria Jans", created_at=OPENED)
        tables.Case.create(
            id=12, state="answered", subject="Talks", requester=maria, owner="anna@example.org",
            language="en", mailbox="learninghelp@example.org", topics=["presenting"], created_at=OPENED,
            promised_at=OPENED + 4 * HOUR, first_promised_at=OPENED + 4 * HOUR,
            first_answer_at=OPENED + HOUR, need={"with": "alone"},
        )  # fmt: skip
        tables.Survey.create(case=12, state="answered", asked_at=OPENED, rating=5, comment="wonderful")
        for slug, provider in (("gone", "One"), ("ted-talks", "TED")):
            tables.Recommendation.create(
                case=12, at=OPENED, actor="anna@example.org", topic="presenting", slug=slug, title=slug,
                provider=provider, kind="video", price=0.0,
            )  # fmt: skip
    disconnect()
    return path


class Ran:
    """What a command said."""

    def __init__(self, status: int, captured: Any) -> None:
        self.status, self.out, self.err = status, captured.out, captured.err

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str) -> Ran:
        status = main([*words, "--config", str(config)])
        return Ran(status, capsys.readouterr())

    return run


def test_catalogue_list(run: Any) -> None:
    """Filtered by topic and language, as a table and as JSON Lines."""
    found = run("catalogue", "list", "--topic", "presenting", "--language", "nl", "--json")
    assert 0 == found.status
    assert found.objects
    assert all("presenting" in o["topics"] and "nl" in o["language"] for o in found.objects)
    assert "ted-talks" in run("catalogue", "list").out
    assert "No option fits.\n" == run("catalogue", "list", "--topic", "nothing").out


def test_catalogue_import_reports_and_merges(run: Any, config: Path) -> None:
    """Added, changed, unchanged and bad are told; bad rows make the exit status 1; the file is whole."""
    new = config.parent / "new.csv"
    new.write_bytes(
        'Slug;Titel;prijs;thema\'s\nboek;Een boek;"€ 12,50";presenting\nbad one;x;;\n'.encode("cp1252")
    )
    before = (config.parent / "catalogue.csv").read_bytes()
    dry = run("catalogue", "import", str(new), "--dry-run")
    assert (1, before) == (dry.status, (config.parent / "catalogue.csv").read_bytes())
    first = run("catalogue", "import", str(new), "--json")
    assert (1, ["boek"], [3]) == (
        first.status, first.objects[0]["added"], [bad["line"] for bad in first.objects[0]["bad"]],
    )  # fmt: skip
    assert "write bad-one" in run("catalogue", "import", str(new)).err
    new.write_text("slug,price\nboek,10\nted-talks,0\n")
    second = run("catalogue", "import", str(new))
    assert (0, True) == (second.status, "0 added, 1 changed, 1 unchanged, 0 bad." in second.out)
    shown = [o for o in run("catalogue", "list", "--json").objects if o["slug"] == "boek"]
    assert [("Een boek", 10, "EUR")] == [(o["title"], o["price"], o["currency"]) for o in shown]


def test_catalogue_export_is_read_again(run: Any, config: Path) -> None:
    """In every form that it can be written in."""
    listed = run("catalogue", "list", "--json").out
    for name, flags in (("a.csv", ()), ("b.csv", ("--excel",)), ("c.toml", ("--toml",))):
        target = config.parent / name
        assert 0 == run("catalogue", "export", *flags, "--output", str(target)).status
        summary = run("catalogue", "import", str(target), "--json").objects[0]
        assert ([], [], []) == (summary["added"], summary["changed"], summary["bad"])
    assert listed == run("catalogue", "list", "--json").out
    assert run("catalogue", "export").out.startswith("slug,title,summary")
    missing = run("catalogue", "export", "--output", str(config.parent / "none" / "x.csv"))
    assert (1, True) == (missing.status, "cannot be written" in missing.err)


def test_what_is_kept_by_mail_is_listed_and_exported(run: Any, config: Path) -> None:
    """Marked, behind the file's own; --own leaves it out, and a bad row of it is named."""
    catalogue = config.with_name("catalogue.csv")
    keep(catalogue, [Option("fable-club", "Fable club", topics=("presenting",))])
    listed = run("catalogue", "list", "--topic", "presenting")
    assert "fable-club +" in listed.out
    assert "+ kept by mail, not in the file yet: 1." in listed.out
    rows = run("catalogue", "list", "--json").objects
    assert ["fable-club"] == [row["slug"] for row in rows if row["kept"]]
    assert "fable-club" == rows[-1]["slug"]
    exported, own = run("catalogue", "export").out, run("catalogue", "export", "--own").out
    assert exported.startswith(own)
    assert ("fable-club" in exported, "fable-club" in own) == (True, False)
    with additions_of(catalogue).open("a") as file:
        file.write("bad slug,,,,,\n")
    refused = run("catalogue", "export")
    assert (1, True) == (refused.status, "catalogue.additions.csv: line 3" in refused.err)
    assert 0 == run("catalogue", "export", "--own").status


def test_catalogue_check(run: Any, config: Path) -> None:
    """A slug that was recommended and is gone is advice; a bad row is wrong, and the exit status says so."""
    found = run("catalogue", "check", "--json")
    assert 0 == found.status
    assert ("advice", "dead-slug", "gone") in {(f["weight"], f["check"], f["slug"]) for f in found.objects}
    assert {"providers", "price", "kind"} <= {
        line.partition(":")[0] for line in run("catalogue", "check").out.split("\n")
    }
    with (config.parent / "catalogue.csv").open("a") as file:
        file.write("bad one,x,,,,,,,,,,,,,\n")
    broken = run("catalogue", "check")
    assert (1, True) == (broken.status, "bad-row" in broken.out)
    refused = run("catalogue", "export")
    assert (1, True) == (refused.status, "Correct it first" in refused.err)


def test_the_files_of_a_client(run: Any, config: Path) -> None:
    """Checked with the others, each by name; `--client` shows them as the client has them."""
    folder = config.parent / "north"
    folder.mkdir()
    (folder / "own.csv").write_text(
        "slug,title,kind,topics\nanvil,Anvil,book,forging\ngone,Gone,book,forging\nx,,book,\n"
    )
    (folder / "topics.toml").write_text('[forging]\nen = "Forging"\n')
    (folder / "forge.en.md").write_text(
        '+++\ntitle = "Forge"\nkind = "answer"\ntopic = "forging"\n+++\n\nStrike.\n'
    )
    own = (
        'catalogue = "north/own.csv"\ntopics = "north/topics.toml"\ntemplates = "north"\nlanguages = ["en"]\n'
    )
    config.write_text(config.read_text() + NORTH + own)
    found = run("catalogue", "check", "--json")
    assert 1 == found.status
    assert {None, "north"} == {each["client"] for each in found.objects}
    assert ["north"] == [each["client"] for each in found.objects if each["check"] == "bad-row"]
    assert "gone" not in {each["slug"] for each in found.objects if each["check"] == "dead-slug"}
    assert f"Client north: {folder / 'own.csv'}" in run("catalogue", "check").out
    theirs = run("catalogue", "list", "--client", "north", "--json").objects
    assert ["anvil", "gone"] == [each["slug"] for each in theirs]
    assert "Strike." in run("templates", "show", "forge", "--client", "north").out
    assert 1 == run("templates", "show", "forge").status
    assert 0 == run("templates", "lint", "--client", "north").status
    refused = run("catalogue", "list", "--client", "norht")
    assert (2, True) == (
        refused.status,
        "no client of the configuration (north)" in " ".join(refused.err.split()),
    )


def test_links_are_followed(run: Any, config: Path) -> None:
    """Dead ones are wrong and stay known; where one moved is said; a page twice in it is asked once."""
    catalogue = config.parent / "catalogue.csv"
    with site() as web:
        pages = {"a": "gone", "b": "moved", "c": "good", "d": "gone"}
        rows = "".join(f"{slug},{slug},{web.base}/{page}\n" for slug, page in pages.items())
        catalogue.write_text(f"slug,title,url\n{rows}")
        followed = run("catalogue", "check", "--links", "--inside", "--json")
        assert 1 == followed.status
        found = {f["slug"]: f for f in followed.objects if "url" in f}
        assert {"a": "dead-link", "b": "moved-link", "d": "dead-link"} == {
            s: f["check"] for s, f in found.items()
        }
        assert (404, f"{web.base}/new") == (found["a"]["status"], found["b"]["location"])
        assert 1 == [path for _, method, path, _ in web.asked if method == "HEAD"].count("/gone")
        asked = len(web.asked)
        untouched = run("catalogue", "check", "--links", "--json")
        assert ["unsure-link"] * 4 == [f["check"] for f in untouched.objects if "url" in f]
        assert asked == len(web.asked)
    catalogue.write_text(f"slug,title,url\n{rows}e,e,https://127.0.0.1:1/x\n")
    nobody = run("catalogue", "check", "--links", "--inside")
    assert (1, True) == (nobody.status, "No server answers at all" in nobody.err)


def test_dead_links_stay_known(run: Any, config: Path) -> None:
    """A later check without --links names what was dead when somebody last followed them."""
    with site() as web:
        (config.parent / "catalogue.csv").write_text(
            f"slug,title,url\na,A,{web.base}/gone\nb,B,{web.base}/x\n"
        )
        run("catalogue", "check", "--links", "--inside")
    later = run("catalogue", "check", "--json").objects
    assert ["a"] == [f["slug"] for f in later if f["check"] == "dead-link"]


def test_many_alike_are_counted(run: Any, config: Path) -> None:
    """Many options without a price are one line, with how to see them all; programs get them all."""
    short, whole = run("catalogue", "check").out, run("catalogue", "check", "--all").out
    listed = [f["check"] for f in run("catalogue", "check", "--json").objects].count("unknown-price")
    assert listed > 10
    assert (1, listed) == (short.count("unknown-price"), whole.count("unknown-price"))
    assert ("--all" in short, "--all" in whole) == (True, False)


def test_no_catalogue_is_said(run: Any, config: Path) -> None:
    """Without a catalogue each command says how to get one."""
    (config.parent / "catalogue.csv").unlink()
    found = run("catalogue", "list")
    assert (1, "") == (found.status, found.out)
    assert "concierge init" in found.err
    new = config.parent / "new.csv"
    new.write_text("slug,title\na,A\n")
    assert 0 == run("catalogue", "import", str(new)).status
    assert ["a"] == [o["slug"] for o in run("catalogue", "list", "--json").objects]


def test_templates(run: Any, config: Path) -> None:
    """Listed, shown as their file, previewed with made-up words and with a case, checked."""
    names = [t["name"] for t in run("templates", "list", "--json").objects]
    assert {"presenting", "recommendation", "questions"} <= set(names)
    assert "worker/closed" in {t["name"] for t in run("templates", "list", "--all", "--json").objects}
    source = run("templates", "show", "presenting", "--lang", "nl").out
    assert source.startswith("+++\n")
    own = config.parent / "templates" / "presenting.nl.md"
    own.write_text(source + "\nEigen zin.\n", "utf-8")
    assert run("templates", "show", "presenting", "--lang", "nl").out.endswith("Eigen zin.\n")
    assert "Eigen zin." in run("templates", "preview", "presenting", "--lang", "nl").out
    case = run("templates", "preview", "recommendation", "--case", "LC-12")
    assert (0, True) == (case.status, "Maria" in case.out)
    assert "about presenting" in case.out
    assert run("templates", "preview", "worker/closed", "--case", "12").out.startswith("Subject: ")
    assert (0, "Nothing is wrong.\n") == ((ok := run("templates", "lint")).status, ok.out)
    own.write_text("+++\ntitle = 3\n")
    broken = run("templates", "lint", "presenting", "--json")
    assert (1, "presenting") == (broken.status, broken.objects[0]["name"])


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("preview", "presentng"), 1, "presenting"),
        (("preview", "presenting", "--case", "99"), 1, "There is no case LC-99"),
        (("preview", "presenting", "--case", "x y"), 2, "not a case"),
        (("preview", "presenting", "--case", "HR-12"), 2, "not a case; write 12 or LC-12"),
        (("preview", "presenting", "pair"), 2, "key=value"),
        (("show", "nothing-like-it"), 1, "no such template"),
    ],
)
def test_templates_refuse_in_a_sentence(run: Any, words: tuple[str, ...], status: int, says: str) -> None:
    """What does not exist is said, with the nearest name."""
    found = run("templates", *words)
    assert (status, True) == (found.status, says in found.err)


def test_the_service_says_which_own_template_it_does_not_use(run: Any, config: Path) -> None:
    """At the start, with file, line and reason; not only when somebody thinks of checking."""
    (config.parent / "templates" / "hours.en.md").write_text('+++\ntitle = "T"\n+++\n{{ oops }}')
    begun = run("run", "followups", "--dry-run")
    assert (0, 1) == (begun.status, begun.err.count("template.refused"))
    assert "hours.en.md, line 4: unknown variable 'oops'" in begun.err


def test_report(run: Any) -> None:
    """One JSON object with three keys; days are those of the service's time zone, the last one included."""
    found = run("report", "--json").objects
    assert [["period", "quality", "demand"]] == [list(report) for report in found]
    assert (1, 5, 1, 1.0) == (
        found[0]["quality"]["cases"],
        found[0]["quality"]["rating"]["mean"],
        found[0]["demand"]["people"],
        found[0]["quality"]["promise"]["share"],
    )
    day = run("report", "--since", "2026-11-16", "--until", "2026-11-16", "--json").objects[0]
    assert ("2026-11-15T23:00:00Z", "2026-11-16T23:00:00Z", 1) == (
        day["period"]["since"], day["period"]["until"], day["demand"]["cases"],
    )  # fmt: skip
    for empty in (("--since", "2026-11-17"), ("--topic", "excel")):
        assert 0 == run("report", *empty, "--json").objects[0]["demand"]["cases"]
    assert 2 == run("report", "--since", "yesterday").status


def test_a_report_of_a_misspelt_client_is_refused(run: Any, config: Path) -> None:
    """With the nearest; and no quarter of anybody is frozen by it."""
    config.write_text(CONFIGURATION + PEOPLE)
    days = ("--since", "2026-01-01", "--until", "2026-12-31")
    refused = run("report", "--published", "--client", "nroth", *days)
    assert (2, "") == (refused.status, refused.out)
    assert "did you mean north?" in " ".join(refused.err.replace("│", " ").split())
    settings = load(config, {})
    open_database(settings.database_url, settings.directory)
    assert 0 == tables.Published.select().count()
    disconnect()


def test_the_report_of_one_concierge(run: Any) -> None:
    """By name; what others have is not in it."""
    found = run("report", "--concierge", "Anna Peeters", "--json").objects[0]
    assert ("anna@example.org", 1) == (found["period"]["concierge"], found["quality"]["cases"])


def test_the_report_as_a_page(run: Any, tmp_path: Path) -> None:
    """One file, in the language asked for, to the byte the same again; as itself on standard output."""
    page = tmp_path / "report.html"
    done = run("report", "--until", "2026-11-30", "--html", str(page), "--language", "nl")
    assert (0, "") == (done.status, done.out)
    first = page.read_bytes()
    assert b"Hoe goed mensen geholpen werden" in first
    again = run("report", "--until", "2026-11-30", "--html", "-", "--language", "nl")
    assert first.decode() == again.out
    gone = run("report", "--html", str(tmp_path / "no" / "report.html"))
    assert (1, True) == (gone.status, "name another file" in gone.err)
    days = ("--since", "2020-01-01", "--until", "2020-12-31")
    assert "Nothing to publish" in run("report", "--published", *days, "--html", "-").out
    assert 2 == run("report", "--html", "-", "--language", "fr").status


def test_the_report_by_mail(run: Any, config: Path) -> None:
    """Into the outbox, as often as it is asked for; without words. Who may not have it gets none."""
    config.write_text(CONFIGURATION.replace("languages", 'lead = ["lead@example.org"]\nlanguages') + PEOPLE)
    assert "goes to lead@example.org" in run("report", "--mail", "lead@example.org").err
    assert "goes to bram@example.org" in run("report", "--mail", "bram@example.org", "--language", "nl").err
    assert 2 == run("report", "--mail", "eve@example.net").status
    settings = load(config, {})
    open_database(settings.database_url, settings.directory)
    sent = [row.draft["text"] for row in tables.Outbox.select().order_by(tables.Outbox.id)]
    disconnect()
    assert [True, True] == ["**1 request**" in sent[0], "**0 aanvragen**" in sent[1]]
    assert "Bram Jansen" in sent[1]
    assert not any("wonderful" in text for text in sent)


def test_report_for_people(run: Any, config: Path) -> None:
    """Plain lines in a pipe, lines and bars in a terminal, topics by their name."""
    text = run("report").out
    assert "\x1b" not in text
    for words in (
        "Report of Learning Help",
        "presenting",
        "100% (1 of 1)",
        "5.0 of 5",
        "2 free, 0 paid, 0 unknown",
    ):
        assert words in text
    settings = load(config, {})
    open_database(settings.database_url, settings.directory)
    drawn = StringIO()
    screen = Console(file=drawn, force_terminal=True, width=80)
    print_report(settings, OPENED + 24 * HOUR, screen)
    disconnect()
    assert "─" in drawn.getvalue()
    assert "█" in drawn.getvalue()
