"""What a name from outside may be, where a file of such a name may go, and what is a file.

An experiment's name becomes a folder, a photo's name a file in a copy. Both may come from a
stranger, so that each path made of them is made here.
"""

import errno
import re
from pathlib import Path
from typing import Final

from containerloc.errors import UsageError
from containerloc.quoting import is_invisible

# Of 255 bytes that a file system takes, some are for what is put after the name.
_LONGEST_BYTES: Final = 200
_NOT_IN_WINDOWS: Final = frozenset('<>:"|?*')
_WINDOWS_DEVICE: Final = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)


def name_fault(name: str) -> str:
    """Why a name cannot be that of a folder on every system; empty where it can.

    Examples
    --------
    >>> name_fault("localization_exp001")
    ''
    >>> name_fault(".."), name_fault("a/b"), name_fault("COM1.txt")
    ('starts with a dot', "holds '/'", 'is the name of a device on Windows')
    """
    if not name.strip():
        return "is empty"
    if name != name.strip():
        return "starts or ends with a blank"
    if name.startswith("."):
        return "starts with a dot"
    if name.endswith("."):
        return "ends with a dot"
    for character in name:
        if character in "/\\" or character in _NOT_IN_WINDOWS or is_invisible(character):
            return f"holds {character!a}"
    if len(name.encode()) > _LONGEST_BYTES:
        return f"is longer than {_LONGEST_BYTES} bytes"
    if _WINDOWS_DEVICE.fullmatch(name):
        return "is the name of a device on Windows"
    return ""


def path_inside(folder: Path, *parts: str) -> Path:
    """The absolute path below a folder, links followed.

    Raises
    ------
    UsageError
        When the parts, or a link among them, lead out of the folder or back to itself.

    Examples
    --------
    >>> path_inside(Path("/data/out"), "images", "a/1.jpg").as_posix()
    '/data/out/images/a/1.jpg'
    >>> path_inside(Path("/data/out"), "images", "../../1.jpg")
    Traceback (most recent call last):
    containerloc.errors.UsageError: 'images/../../1.jpg' leads out of /data/out
    """
    root, asked = folder.resolve(), "/".join(parts)
    if "\0" in asked:
        raise UsageError(f"{asked!a} is no path: it holds the character NUL")
    path = root.joinpath(*parts).resolve()
    if path == root or not path.is_relative_to(root):
        raise UsageError(f"{asked!a} leads out of {root}")
    return path


def file_content(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    OSError
        As of `Path.read_bytes`; also for a pipe or a device, which may never end.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "is a pipe or a device, no file", str(path))
    return path.read_bytes()
