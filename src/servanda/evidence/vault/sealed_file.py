"""The vault of a case: who sources are and where things happened, behind a passphrase.

Tables of the case hold an alias and the area; the vault holds the name and the point. Points are
used for verdicts while the vault is open and never leave; names are not used at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from servanda.errors import EvidenceError, MissingExtraError, Place, Problem, problem_error

FILE: Final = "vault.json"
PASSPHRASE_VARIABLE: Final = "SERVANDA_VAULT_PASSPHRASE"
FORMAT: Final = 1
LEAST_LETTERS: Final = 12

_SCRYPT: Final = {"n": 2**16, "r": 8, "p": 1}
_MOST_MEMORY: Final = 2**28
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


@dataclass(frozen=True)
class Vault:
    """What is held back.

    Attributes:
        sources: alias to the cells of the source as they were (`source`, `name`, `link` ...).
        reports: `source:report` (the alias) to the cells that were taken out of the report.
        digest: SHA-256 of the encrypted file; empty: it was not read from one.
    """

    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    reports: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    digest: str = ""

    def __repr__(self) -> str:
        """Say how much it holds and nothing of what."""
        return f"Vault({len(self.sources)} sources, {len(self.reports)} reports)"


def write_vault(vault: Vault, path: Path, passphrase: str) -> None:
    """Encrypt a vault (scrypt, AES-256-GCM) and write it; readable by its owner alone.

    Raises:
        EvidenceError: SV852, the passphrase is too short.
        MissingExtraError: SV850, the package for encryption is not installed.
    """
    if len(passphrase) < LEAST_LETTERS:
        message = f"a passphrase of {len(passphrase)} letters can be guessed"
        hint = f"take at least {LEAST_LETTERS}, such as five words that do not belong together"
        raise problem_error(EvidenceError, "SV852", message, hint)
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = {"format": FORMAT, "kdf": "scrypt", **_SCRYPT, "salt": _text(salt),
            "cipher": "AES-256-GCM", "nonce": _text(nonce)}  # fmt: skip
    plain = json.dumps({"sources": dict(vault.sources), "reports": dict(vault.reports)})
    sealed = _cipher(_key(passphrase, salt, _SCRYPT)).encrypt(nonce, plain.encode(), _bound(head))
    text = json.dumps({**head, "sealed": _text(sealed)}, indent=1) + "\n"
    _write_private(path, text.encode())


def read_vault(path: Path, passphrase: str) -> Vault:
    """Open a vault.

    Raises:
        EvidenceError: SV851, the file is no vault or was changed, or the passphrase is wrong.
        MissingExtraError: SV850, the package for encryption is not installed.
    """
    data = path.read_bytes()
    try:
        head = json.loads(data)
        sealed = base64.b64decode(head.pop("sealed"))
        salt, nonce = base64.b64decode(head["salt"]), base64.b64decode(head["nonce"])
        cost = {name: int(head[name]) for name in _SCRYPT}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _closed(path, f"`{path.name}` is no vault") from None
    if head.get("format") != FORMAT or cost["n"] * cost["r"] * 128 > _MOST_MEMORY:
        raise _closed(path, f"`{path.name}` is a vault of another kind")
    from_key = _cipher(_key(passphrase, salt, cost))
    try:
        plain = json.loads(from_key.decrypt(nonce, sealed, _bound(head)))
    except Exception:  # noqa: BLE001 - the library raises InvalidTag, which needs the extra to name
        message = "the passphrase is wrong, or the vault was changed"
        raise _closed(path, message) from None
    return Vault(plain["sources"], plain["reports"], hashlib.sha256(data).hexdigest())


def _closed(path: Path, message: str) -> EvidenceError:
    return EvidenceError((Problem("SV851", message, (Place(str(path)),)),))


def _key(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(), salt=salt, n=cost["n"], r=cost["r"], p=cost["p"],
        maxmem=_MOST_MEMORY, dklen=_KEY_BYTES,
    )  # fmt: skip


def _bound(head: Mapping[str, Any]) -> bytes:
    """Return the open part of the file, which the seal covers too."""
    return json.dumps(head, sort_keys=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _cipher(key: bytes) -> Any:  # noqa: ANN401 - of the extra
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise problem_error(
            MissingExtraError,
            "SV850",
            "a vault needs the extra `vault`",
            "install it: pip install 'servanda[vault]'",
        ) from error
    return AESGCM(key)


def _write_private(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    part = path.with_name(path.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
