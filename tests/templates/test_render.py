"""The library: own files before built-in ones, faults found early and with their line, nothing let out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.typed import as_text
from templates.files import TemplateProblem
from templates.lint import lint
from templates.load import load_library
from templates.render import Library
from templates.samples import sample

FRONT = '+++\ntitle = "T"\n+++\n'
BUILT_IN = load_library()


def own(folder: Path, **files: str) -> Library:
    """A library with these own files; "__" in a name is a folder, the last "_" sets off the language."""
    for key, text in files.items():
        name, _, language = key.rpartition("_")
        path = folder / f"{name.replace('__', '/')}.{language}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return load_library(folder)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_own_file_comes_first_per_language(tmp_path: Path, newline: str) -> None:
    """An own Dutch file replaces the Dutch text only, whatever its line ends; the built-in English stays."""
    library = own(tmp_path, presenting_nl=(FRONT + "Mijn tekst.\n").replace("\n", newline))
    values = sample(library, "presenting", "nl")
    assert "Mijn tekst.\n" == library.render("presenting", "nl", values).text
    assert BUILT_IN.file("presenting", "en") == library.file("presenting", "en")


@pytest.mark.parametrize(
    ("asked", "languages", "got"),
    [
        ("nl", ("en", "nl"), "nl"),
        ("nl-BE", ("en", "nl"), "nl"),
        ("fr", ("nl", "en"), "nl"),
        ("fr", ("de",), "en"),
    ],
)
def test_language_falls_back(asked: str, languages: tuple[str, ...], got: str) -> None:
    """The asked language, else the service's first, else English."""
    assert got == load_library(None, languages).file("presenting", asked).language


def test_a_language_alone_is_better_than_nothing(tmp_path: Path) -> None:
    """A text that exists only in a third language is still found by its name."""
    assert "fr" == own(tmp_path, bonjour_fr=FRONT + "Bonjour.").file("bonjour", "en").language


def test_unknown_name_gets_the_nearest() -> None:
    """A misspelt name is refused with what it may have been."""
    with pytest.raises(TemplateProblem, match="did you mean presenting"):
        BUILT_IN.file("presentign", "en")


FAULTS = [
    ("syntax", FRONT + "a\n{% if %}\n", 5, "Expected an expression"),
    ("unclosed block", FRONT + "{% if words %}\nx", 5, "Unexpected end of template"),
    ("unknown variable", FRONT + "a\nb {{ wrods }}", 5, "unknown variable 'wrods'"),
    ("unknown field", FRONT + "{{ worker.nmae }}", 4, "unknown field worker.nmae"),
    (
        "unknown field in a loop",
        FRONT + "{% for o in options %}\n{{ o.titel }}{% endfor %}",
        5,
        "unknown field o.titel",
    ),
    ("unknown filter", FRONT + "{{ words|shout }}", 4, "No filter named 'shout'"),
    ("unknown key", '+++\ntitle = "T"\ncolour = "red"\n+++\nx', 3, "unknown key 'colour'"),
    ("unknown kind", '+++\ntitle = "T"\nkind = "poem"\n+++\nx', 3, "unknown kind 'poem'"),
    ("no title", "Text only.", 0, "has no title"),
    ("front matter is not TOML", '+++\ntitle = "T"\ntopic = [\n+++\nx', 3, "not TOML"),
    ("front matter is not closed", "+++\ntitle = 1\n", 1, "no closing +++"),
    ("requires is no list", '+++\ntitle = "T"\nrequires = "place"\n+++\nx', 3, "requires must be a list"),
    ("empty text", FRONT + "\n  \n", 3, "the text is empty"),
    ("forbidden attribute", FRONT + "a\n\n{{ words.__class__ }}", 6, "unsafe"),
    ("forbidden attribute by filter", FRONT + "{{ words|attr('__class__') }}", 4, "unsafe"),
    ("endless loop", FRONT + "{% for i in range(10**9) %}x{% endfor %}", 4, "unknown variable 'range'"),
    ("missing part", FRONT + '{% include "parts/none.en.md" %}', 4, "parts/none.en.md"),
    ("wrong use of a filter", FRONT + "{{ worker.name|minutes }}", 4, "invalid literal"),
]


@pytest.mark.parametrize(("text", "line", "reason"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_faulty_own_file_is_reported_and_not_used(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    """Each mistake is found at the start, with file, language and line; the built-in text steps in."""
    library = own(tmp_path, presenting_en=text)
    problem = lint(library, "presenting")[0]
    assert ("presenting", "en") == (problem.name, problem.language)
    assert reason in problem.reason
    assert line == problem.line
    assert not library.file("presenting", "en").own


def test_a_faulty_new_template_is_refused_with_its_fault(tmp_path: Path) -> None:
    """Where nothing can step in, whoever asks for the name hears what is wrong with it."""
    library = own(tmp_path, hours_en=FRONT + "{{ oops }}", hours_nl=FRONT + "{{ oeps }}")
    with pytest.raises(TemplateProblem, match=r"hours.en.md, line 4: unknown variable 'oops'"):
        library.render("hours", "en", sample(library, "presenting", "en"))


def test_an_own_part_that_breaks_a_mail_is_not_used(tmp_path: Path) -> None:
    """A faulty piece cannot take the notification down with it."""
    library = own(tmp_path, parts__known_en="{{ nothing_like_this }}")
    assert ["parts/known"] == [problem.name for problem in lint(library) if problem.line == 0]
    assert library.render(
        "concierge/notification", "en", sample(library, "concierge/notification", "en")
    ).text


def test_an_own_mail_may_have_its_own_subject(tmp_path: Path) -> None:
    """Mails of the service are replaced by a file in a folder of the same name."""
    library = own(tmp_path, worker__closed_en='+++\nsubject = "Bye,\\n{{ worker.first }}"\n+++\nBye.')
    rendered = library.render("worker/closed", "en", sample(library, "worker/closed", "en"))
    assert ("Bye, Maria", "Bye.\n") == (rendered.subject, rendered.text)


def test_lint_names_missing_languages_topics_and_files(tmp_path: Path) -> None:
    """A text in one language only, a topic that is not in topics.toml, and a name that nobody wrote."""
    library = own(tmp_path, hours_en='+++\ntitle = "T"\ntopic = "tyme"\n+++\nNine to five.')
    assert [
        "hours.nl.md: this language is missing",
        "hours.en.md: unknown topic 'tyme'",
        "nowhere: there is no such template",
    ] == [str(problem) for problem in lint(library, "hours", "nowhere", topics=["presenting"])]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{{ oops }}", "unknown variable 'oops'"), ("{{ worker.name|minutes }}", "invalid literal")],
)
def test_lint_looks_at_the_built_in_files_too(text: str, reason: str) -> None:
    """What is only compiled when it is used is still found by whoever asks for everything."""
    broken = replace(BUILT_IN.file("presenting", "en"), body=f"\n\n{text}")
    library = Library.of(replace(BUILT_IN, by_key={**BUILT_IN.by_key, broken.key: broken}))
    (problem,) = lint(library, "presenting")
    assert ("presenting.en.md", 3) == (f"{problem.name}.{problem.language}.md", problem.line)
    assert reason in problem.reason


def test_requirements_are_checked_before_anything_is_written(tmp_path: Path) -> None:
    """`requires` may name keys of `#use` and facts of the case; what is missing is named."""
    front = '+++\ntitle = "T"\nrequires = ["place", "need.by"]\n+++\n'
    library = own(tmp_path, visit_en=front + "{{ place }}{% if room is defined %} {{ room }}{% endif %}")
    assert ("place", "room") == library.use("visit", "en").accepts
    values = sample(library, "presenting", "en")
    assert ("place",) == library.missing("visit", "en", values)
    with pytest.raises(TemplateProblem, match="needs place"):
        library.render("visit", "en", values)
    assert "here\n" == library.render("visit", "en", values | {"place": "here"}).text


def test_whether_a_template_has_room_for_words(tmp_path: Path) -> None:
    """A caller can tell whether the concierge's own words go into the text."""
    library = own(tmp_path, with_en=FRONT + "{{ words }}", without_en=FRONT + "Fixed.")
    assert (True, False) == (
        library.use("with", "en").words,
        library.use("without", "en").words,
    )


@pytest.mark.parametrize(
    "hostile", ["{{ worker.name }}", "{% raw %}", "{# x #}", "{{ 7*7 }}", "${7*7}", "{{"]
)
def test_words_from_mail_are_never_a_template(hostile: str) -> None:
    """Braces in somebody's words, name or subject stay as they were typed."""
    values = sample(BUILT_IN, "concierge/notification", "en")
    case = values["case"]
    assert isinstance(case, dict)
    values |= {"words": hostile, "case": {**case, "subject": hostile}}
    rendered = BUILT_IN.render("concierge/notification", "en", values)
    assert f"> {hostile}" in as_text(rendered.text)
    assert str(rendered.subject).endswith(hostile)


@given(st.text(max_size=200))
def test_any_words_stay_in_their_quotation(words: str) -> None:
    """Whatever a worker writes, each of its lines is quoted and the mail around it keeps its shape."""
    values = sample(BUILT_IN, "followup/reminder", "en") | {"words": words}
    text = BUILT_IN.render("followup/reminder", "en", values).text
    head, foot = text.split("\n", 1)[0], text.rstrip("\n").rsplit("\n", 1)[1]
    assert head.startswith("**Maria Jansen** still waits")
    assert foot.startswith("A short answer is fine too.")
    between = text.split("\n", 1)[1].rstrip("\n").rsplit("\n", 1)[0]
    assert [] == [line for line in between.split("\n") if line and not line.startswith(">")]


def test_rendering_reads_no_file(tmp_path: Path) -> None:
    """After loading, the files may go: everything is in memory."""
    library = own(tmp_path, hours_en=FRONT + "Nine to five.")
    (tmp_path / "hours.en.md").unlink()
    assert "Nine to five.\n" == library.render("hours", "en", sample(library, "hours", "en")).text


def test_built_in_templates_are_read_once_and_compiled_when_used(tmp_path: Path) -> None:
    """A start pays for no template; an empty folder of own ones changes nothing."""
    assert load_library(tmp_path) is load_library(None) is BUILT_IN
    fresh = load_library(None, ("de",))  # nobody else has used this one
    assert {} == fresh.environment.cache
    fresh.render("worker/closed", "en", sample(fresh, "worker/closed", "en"))
    assert {
        "parts/need.en.md",
        "questions.en.md",
        "worker/closed.en.md",
        "worker/closed.en.subject",
    } == compiled(fresh)


def test_an_own_file_does_not_compile_the_built_in_ones(tmp_path: Path) -> None:
    """Own files are tried at the start, and only they and what the samples are made of."""
    library = own(tmp_path, hours_en=FRONT + "Nine to five.")
    assert {"hours.en.md", "parts/need.en.md", "questions.en.md"} == compiled(library)


def compiled(library: Library) -> set[str]:
    """Keys of the templates that were compiled so far."""
    return {key for _, key in library.environment.cache or ()}
