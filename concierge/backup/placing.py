"""Files of a restore: what is in the way goes aside, what was unpacked takes its place; and back again."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Moves:
    """Of a restore into `folder`; what lies there goes into `aside`, what lies elsewhere gets a new name."""

    folder: Path
    aside: Path
    time: str
    _kept: list[tuple[Path, Path]] = field(default_factory=list)  # where it lay, where it lies now
    _placed: list[Path] = field(default_factory=list)
    _made: list[Path] = field(default_factory=list)

    def set_aside(self, path: Path) -> None:
        """Out of the way."""
        if path.is_relative_to(self.folder):
            target = self.aside / path.relative_to(self.folder)
            self._folder(target.parent, mode=0o700)
        else:
            target = path.with_name(f"{path.name}.before-restore-{self.time}")
        path.rename(target)
        self._kept.append((path, target))

    def place(self, source: Path, target: Path) -> None:
        """As the new file `target`, whose owner is that of its folder: the service reads it, not root.

        A folder that has to be made is closed to others where the file is.
        """
        closed = not source.stat().st_mode & 0o077
        self._folder(target.parent, 0o700 if closed else 0o777)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        self._placed.append(target)
        shutil.move(source, target)
        belongs_to_its_folder(target)

    def undo(self) -> bool:
        """All as it was before; False where that cannot be done."""
        try:
            for path in self._placed:
                path.unlink(missing_ok=True)
            for path, target in reversed(self._kept):
                target.rename(path)
            for made in reversed(self._made):
                made.rmdir()
        except OSError:
            return False
        return True

    def _folder(self, path: Path, mode: int = 0o777) -> None:
        if path.is_dir():
            return
        self._folder(path.parent, mode)
        path.mkdir(mode)
        self._made.append(path)
        belongs_to_its_folder(path)


def belongs_to_its_folder(path: Path) -> None:
    """Whoever owns the folder owns what root puts there; a link is not followed."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
