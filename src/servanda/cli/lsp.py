"""`servanda lsp`: the language server that an editor starts."""

from __future__ import annotations

from servanda.cli.output import reported_errors
from servanda.errors import MissingExtraError, problem_error


def lsp() -> None:
    """Serve an editor over stdin and stdout: checks, completion, hover, rename, formatting.

    Editors start it themselves; `editors/` has what VS Code and Neovim need. It needs the extra
    `lsp` (pip install "servanda[lsp]").
    """
    with reported_errors("lsp", as_json=False):
        try:
            from servanda.lsp.server import run_server
        except ModuleNotFoundError as error:
            if error.name not in {"pygls", "lsprotocol"}:
                raise
            message = "the language server needs the package `pygls`"
            hint = 'install it: pip install "servanda[lsp]"'
            raise problem_error(MissingExtraError, "SV291", message, hint) from None
        run_server()
