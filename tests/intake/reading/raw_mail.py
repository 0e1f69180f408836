"""Mail written for tests, as octets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def raw_mail(headers: Mapping[str, str] | Iterable[tuple[str, str]], body: str, eol: str = "\r\n") -> bytes:
    """A mail of header fields and a body, in UTF-8, with the line ends wanted."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    lines = [f"{name}: {value}" for name, value in pairs]
    text = "\n".join([*lines, "", body])
    return text.replace("\n", eol).encode()


def multipart(parts: Iterable[str], kind: str = "mixed", boundary: str = "b1", more: str = "") -> bytes:
    """A multipart mail of whole parts (header, blank line, body), with line feeds."""
    head = (
        "From: Ann <ann@example.org>\nTo: help@example.net\nSubject: Parts\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\n\npreamble\n'
    )
    inner = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return (head + inner + f"--{boundary}--\nepilogue\n").encode()
