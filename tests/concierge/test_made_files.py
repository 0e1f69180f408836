"""What root makes in a folder of somebody else: nothing of root's is given away, no link is followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from concierge import made_files
from concierge.oauth.store import TokenFile
from concierge.watching.memory import Memory

NOBODY = 65_534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the service's user, beside a file of root."""
    (tmp_path / "root-only").write_text("root:x")
    (tmp_path / "root-only").chmod(0o600)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    if os.geteuid() == 0:
        os.chown(theirs, NOBODY, NOBODY)
    return theirs


def untouched(folder: Path) -> bool:
    """Whether root's file is as it was."""
    victim = folder.parent / "root-only"
    found = victim.stat()
    return (found.st_uid, found.st_mode & 0o777, victim.read_text()) == (os.geteuid(), 0o600, "root:x")


def plant(kind: str, path: Path) -> None:
    """What somebody puts where a file is about to be made."""
    victim = path.parent.parent / "root-only"
    if kind == "symlink":
        path.symlink_to(victim)
    elif kind == "dangling":
        path.symlink_to(victim.with_name("new"))
    elif kind == "hard link":
        path.hardlink_to(victim)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()


@pytest.mark.parametrize("kind", ["symlink", "dangling", "hard link", "pipe", "folder"])
def test_nothing_planted_is_followed_or_given_away(folder: Path, kind: str) -> None:
    """Locks and new files of tokens and of the watcher; each goes on without, or in the place of it."""
    for name in ("t.json.lock", "t.json.new", "watched.lock", f"watched.{os.getpid()}"):
        plant(kind, folder / name)
    with pytest.raises(OSError, match=r".+"):
        made_files.open_lock(folder / "t.json.lock")
    with TokenFile(folder / "t.json").locked():
        pass
    memory = Memory(folder / "watched.json")
    with memory.held():
        pass
    if kind != "folder":
        with TokenFile(folder / "t.json").replacing():
            pass
        os.close(made_files.make_anew(folder / f"watched.{os.getpid()}"))
        assert stat.S_ISREG((folder / f"watched.{os.getpid()}").lstat().st_mode)
    assert untouched(folder)
    assert ["root-only", "theirs"] == sorted(each.name for each in folder.parent.iterdir())


@as_root
def test_what_root_makes_there_belongs_to_the_folder(folder: Path) -> None:
    """The service could not open it else."""
    file = TokenFile(folder / "tokens" / "t.json")
    with file.locked(), file.replacing():
        pass
    with Memory(folder / "watched.json").held():
        pass
    made = (file.path.parent, file.path.with_name("t.json.lock"), folder / "watched.lock")
    assert [NOBODY] * 3 == [each.lstat().st_uid for each in made]
    assert [0o700, 0o600, 0o600] == [each.lstat().st_mode & 0o777 for each in made]


@as_root
def test_a_folder_that_is_a_link_gives_nothing_away(folder: Path) -> None:
    """What is made behind it belongs to the folder that it leads to."""
    (folder / "tokens").symlink_to(folder.parent)
    with TokenFile(folder / "tokens" / "t.json").locked():
        pass
    assert (folder.parent / "t.json.lock").stat().st_uid == 0
    assert folder.parent.stat().st_uid == 0
