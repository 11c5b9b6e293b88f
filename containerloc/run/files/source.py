"""Which code computed something: a hash of the package's source."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


@cache
def source_hash(package: Path = PACKAGE) -> str:
    """A hash of every module and template of the package; computed once per process.

    The version alone would not do: between two releases the code changes, and results with it.
    """
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".j2"}:
            digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
