"""Vectors of phrases, kept in a file beside the configuration: made anew they take seconds at each start.

The first line names the model and the hashes of the texts (JSON), the vectors follow in that order. What does
not fit is no file: it is written anew. Only what the topics have now is kept, so it cannot grow without end.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from concierge.made_files import make_anew
from concierge.semantic.model import NAME, OCTETS

FILE = "phrases.vectors"
MOST = 20_000  # vectors that are read: 40 MB


def text_hash(text: str) -> str:
    """What a text is known by in the file, together with the model's name."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def read_kept(folder: Path) -> dict[str, bytes]:
    """Vectors by hash; empty where there is no such file, or one of another model."""
    try:
        with (folder / FILE).open("rb") as file:
            head = json.loads(file.readline(64 * MOST))
            if head["model"] != NAME or len(head["hashes"]) > MOST:
                return {}
            body = file.read(len(head["hashes"]) * OCTETS + 1)
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if len(body) != len(head["hashes"]) * OCTETS:
        return {}
    return {key: body[at * OCTETS : (at + 1) * OCTETS] for at, key in enumerate(head["hashes"])}


def keep(folder: Path, vectors: Mapping[str, bytes]) -> None:
    """Write them; OSError where the folder does not allow it."""
    head = json.dumps({"model": NAME, "hashes": list(vectors)})
    new = folder / f"{FILE}.{os.getpid()}"
    with os.fdopen(make_anew(new), "wb") as file:
        file.write(head.encode() + b"\n" + b"".join(vectors.values()))
    new.replace(folder / FILE)
