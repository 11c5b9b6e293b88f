"""The YAML of an experiment: unknown keys and wrong types are named, with the file."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args

from containerloc.errors import UsageError
from containerloc.names import file_content
from containerloc.parsing import parse_yaml

_IN_WORDS: Final = {dict: "a mapping", str: "text"}


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; UsageError when there is no file, no YAML or no mapping."""
    try:
        content = parse_yaml(file_content(path).decode("utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(f"no such experiment file: {path}") from None
    except (ValueError, OSError) as error:
        raise UsageError(f"{path}: cannot be read as YAML: {error}") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path}: an experiment is a YAML mapping of keys, not {content!r:.80}")
    return content


def check_keys(
    values: Mapping[Any, Any], types: Mapping[str, type | UnionType], path: Path, prefix: str = ""
) -> None:
    """Raise a UsageError for the first unknown key, or the first value of another type.

    `prefix` stands before the keys in the message, as in `train.`.
    """
    for key, value in values.items():
        if key not in types:
            raise UsageError(
                f"{path}: unknown key `{prefix}{key!s:.80}` (value {value!r:.80})"
                f"{nearest(str(key)[:80], types)}"
            )
        wanted = get_args(types[key]) or (types[key],)
        # bool is an int to Python, and `epochs: true` a mistake to everybody else.
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            names = " or ".join(_IN_WORDS.get(kind, kind.__name__) for kind in wanted)
            raise UsageError(
                f"{path}: key `{prefix}{key}`: {value!r:.80} is {type(value).__name__}, not {names}"
            )


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known word, or all of them where none is near."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; known: {', '.join(known)}" if known else ""
