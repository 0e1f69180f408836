"""Logging: one record a state change, event first, then key=value; or one JSON object a line.

    case.moved case=17 from=new to=waiting inbound=203

Use `structlog.get_logger()` and `log.info("case.moved", case=17, …)`; never pass bodies, tokens or secrets,
and of a person only a number (`concierge.nameless` takes out what slips through). Records of libraries, made
with the standard library's logging, come out in the same shape.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Mapping, MutableMapping
from typing import Any, TextIO

import structlog

from concierge.nameless import Nameless, told

NOISY = ("mailparser", "aiosmtpd", "pymap", "imapclient", "asyncio", "peewee", "google", "urllib3")
"""Their details are octets and values, so mail, and requests for tokens."""


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+<>[]")


def configure(
    log_format: str = "text",
    stream: TextIO | None = None,
    level: int = logging.INFO,
    own: Collection[str] = (),
) -> None:
    """Set up logging for the process. `log_format`: "text" or "json"; to stderr unless `stream` is given.

    `own`: addresses that may stand in a record, those of the mailboxes.
    """
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if log_format == "json" else render_text
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper("iso", utc=True, key="at"),
        structlog.processors.ExceptionRenderer(told),
        Nameless(own),
        structlog.processors.EventRenamer("event"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream) if stream else _CurrentStderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


class _CurrentStderr(logging.Handler):
    """Writes to what is stderr now, not to what it was when logging was set up."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # a closed stderr must not end the service
            self.handleError(record)


def render_text(_: Any, __: str, record: MutableMapping[str, Any]) -> str:
    """A record as a line: time, level, event, then key=value in the order given."""
    fields = dict(record)
    at, level, event = fields.pop("at", ""), fields.pop("level", "info"), fields.pop("event", "")
    traceback = fields.pop("exception", None)
    head = f"{at} {level.upper():<7} {_one_line(event)}"
    line = " ".join([head, *(f"{key}={_value(value)}" for key, value in fields.items())])
    return f"{line}\n{traceback}" if traceback else line


def _value(value: object) -> str:
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _quoted(",".join(map(str, value)))
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """Bare where nothing can be misread; else in quotes, on one line."""
    if text and _PLAIN.issuperset(text):
        return text
    inner = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def _one_line(text: object) -> str:
    """Without line breaks and control characters: a subject must not forge a record."""
    return "".join(char if char.isprintable() else " " for char in str(text))
