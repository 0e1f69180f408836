"""A sender that dies at a given point, as by kill -9: `python -m tests.mailer.killed URL PORT POINT`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

from cases.settings import SmtpAccount
from db.connect import open_database
from mailer.outbox import Outbox
from tests.mailer.letters import BOX, NOW, settings


def main(url: str, port: str, point: str) -> None:
    def tap(reached: str) -> None:
        if reached == point:
            os._exit(9)

    open_database(url)
    box = replace(BOX, smtp=SmtpAccount("127.0.0.1", int(port), "none", connections=1))
    Outbox(settings(box), lambda: NOW, tap=tap).run_once(NOW)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
