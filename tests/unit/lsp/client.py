"""A client of the language server over stdio, message by message."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CAPABILITIES = {"textDocument": {"rename": {"prepareSupport": True}}}


class Client:
    """Speaks JSON-RPC to one server process, as an editor does.

    Attributes:
        notices: what the server sent unasked, as (method, params).
    """

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from servanda.cli import main; main()", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self.notices: list[tuple[str, dict]] = []
        self.last_id = 0

    def send(self, method: str, params: object, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict:
        """Return the next message of the server."""
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            assert line, "the server ended"
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        return json.loads(self.process.stdout.read(length))

    def ask(self, method: str, params: object) -> object:
        """Return the result of a request; notices that come before it are kept."""
        self.last_id += 1
        self.send(method, params, self.last_id)
        while True:
            message = self.receive()
            if message.get("id") == self.last_id and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self.notices.append((message["method"], message.get("params", {})))

    def wait_for(self, method: str) -> dict:
        """Return the params of the first notice of a method, kept or to come."""
        for index, (name, params) in enumerate(self.notices):
            if name == method:
                del self.notices[: index + 1]
                return params
        while True:
            message = self.receive()
            if message.get("method") == method:
                return message["params"]

    def start(self, folder: Path) -> dict:
        """Shake hands and return what the server can do."""
        params = {"processId": None, "rootUri": folder.as_uri(), "capabilities": CAPABILITIES}
        result = self.ask("initialize", params)
        self.send("initialized", {})
        return result

    def open(self, uri: str, text: str) -> None:
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, text: str, version: int) -> None:
        self.send(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]},
        )

    def stop(self) -> int:
        """Leave, and return the exit code of the server."""
        self.ask("shutdown", None)
        self.send("exit", None)
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        return code
