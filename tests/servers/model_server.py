"""A server on this machine that speaks the OpenAI-compatible API, and answers what a test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Odd = Callable[[BaseHTTPRequestHandler], None]  # writes status, header and content itself


@dataclass
class ModelServer:
    """`says`: what the model writes (text, or an object as JSON), or what else is done with a question."""

    says: str | dict[str, Any] | Odd
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def request(self) -> str:
        """All that it was asked last, as one text."""
        return "\n".join(each["content"] for each in self.asked[-1]["messages"])


@contextmanager
def model_server(says: str | dict[str, Any] | Odd) -> Iterator[ModelServer]:
    server = ModelServer(says)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.headers.append({k.lower(): v for k, v in self.headers.items()})
            if callable(server.says):
                server.says(self)
            else:
                reply(self, json.dumps({"object": "list", "data": [{"id": "tiny"}]}).encode())

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            server.headers.append({k.lower(): v for k, v in self.headers.items()})
            server.asked.append(json.loads(content))
            if callable(server.says):
                server.says(self)
            else:
                reply(self, completion(server.says))

        def log_message(self, *_: object) -> None:
            """Nothing to stderr."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.block_on_close = False
    server.port = httpd.server_address[1]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def completion(says: str | dict[str, Any]) -> bytes:
    """The octets of an answer in which the model writes this."""
    text = says if isinstance(says, str) else json.dumps(says)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode()


def reply(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def answering(content: bytes, status: int = 200, **headers: str) -> Odd:
    """These octets, with this status and these header fields."""
    return lambda handler: reply(handler, content, status, **headers)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """An octet now and then, without end."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        pass


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Takes the question and says nothing."""
    time.sleep(3)
