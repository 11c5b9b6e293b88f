"""A seal on files that this user's runs wrote: what bears it was not brought by somebody else.

A hash beside a file proves nothing: whoever brings the file brings the hash. The seal is an HMAC
with a secret that lies in the user's home folder and never leaves it.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from containerloc.data.files import write_atomically
from containerloc.errors import UsageError

HOME: Final = "CONTAINERLOC_HOME"
_SECRET_BYTES = 32
SEAL_BYTES: Final = hashlib.sha256().digest_size


def sealed(content: bytes, *, about: str, secret: bytes) -> bytes:
    """The content with a seal before it; `about` says what it is, and is sealed with it."""
    return _seal(content, about, secret) + content


def unsealed(file: bytes, *, about: str, secret: bytes) -> bytes | None:
    """The content of a sealed file; None where the seal is not ours, or of something else.

    Examples
    --------
    >>> file = sealed(b"network", about="one", secret=b"mine")
    >>> unsealed(file, about="one", secret=b"mine")
    b'network'
    >>> unsealed(file, about="other", secret=b"mine"), unsealed(file, about="one", secret=b"his")
    (None, None)
    """
    seal, content = file[:SEAL_BYTES], file[SEAL_BYTES:]
    return content if hmac.compare_digest(seal, _seal(content, about, secret)) else None


def own_secret() -> bytes | None:
    """The user's secret, made when it is first asked for; None where there is no place for it."""
    folder = Path(os.environ.get(HOME, "") or Path.home() / ".containerloc")
    file = folder / "secret"
    try:
        if not file.is_file():
            with write_atomically(file) as temporary:
                temporary.chmod(0o600)
                temporary.write_bytes(secrets.token_bytes(_SECRET_BYTES))
        secret = file.read_bytes()
    except (OSError, RuntimeError, UsageError):  # read-only, or a user without a home
        return None
    return secret if len(secret) == _SECRET_BYTES else None


def _seal(content: bytes, about: str, secret: bytes) -> bytes:
    return hmac.digest(secret, about.encode() + b"\0" + content, "sha256")
