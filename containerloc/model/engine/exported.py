"""The network for OpenVINO, converted once and kept beside the weights that it was made of.

One file, so that two writers never mix their halves. It is read only where this user's seal on it
holds for these weights; what lies there otherwise is as good as nothing, and is made again.
"""

import logging
from pathlib import Path
from typing import Any, Final

from containerloc.data.files import sha256_of, write_atomically
from containerloc.errors import UsageError
from containerloc.model.engine.converted import converted, opened
from containerloc.model.engine.seal import own_secret, sealed, unsealed
from containerloc.model.offline import import_openvino

_log = logging.getLogger(__name__)

SUFFIX: Final = ".openvino"
_REVISION: Final = 1  # to be raised when what is written changes
_LENGTH_BYTES = 8  # of the XML's length, which the content begins with


def exported(weights: Path, model: Any) -> Any:
    """The network of the model for OpenVINO; kept beside `weights`, if it can be written there.

    Raises
    ------
    Exception
        As `converted`.
    """
    secret = own_secret()
    about = f"{_REVISION} {import_openvino().__version__} {sha256_of(weights)}"
    file = weights.with_suffix(SUFFIX)
    if secret and (content := _kept(file, about, secret)):
        return opened(*_parted(content))
    _log.info(f"{weights.name}: converted for OpenVINO, once")
    parts = converted(model)
    if secret:
        _keep(file, sealed(_joined(*parts), about=about, secret=secret))
    return opened(*parts)


def _kept(file: Path, about: str, secret: bytes) -> bytes | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    return unsealed(content, about=about, secret=secret)


def _keep(file: Path, content: bytes) -> None:
    try:
        with write_atomically(file) as temporary:
            temporary.write_bytes(content)
    except UsageError as error:  # attached read-only, as on Kaggle
        _log.info(f"the converted network is not kept: {error}")


def _joined(xml: bytes, tensors: bytes) -> bytes:
    return len(xml).to_bytes(_LENGTH_BYTES, "big") + xml + tensors


def _parted(content: bytes) -> tuple[bytes, bytes]:
    """XML and tensors, as they were joined."""
    end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "big")
    return content[_LENGTH_BYTES:end], content[end:]
