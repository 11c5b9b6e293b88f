"""YAML read strictly: duplicate keys, unknown keys and wrong types are named, with the file."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from containerloc.errors import UsageError


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key given twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(
                    problem=f"key `{key}` is given twice", problem_mark=node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; UsageError when there is no file, no YAML or no mapping."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except FileNotFoundError:
        raise UsageError(f"no such experiment file: {path}") from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path}: cannot be read as YAML: {error}") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path}: an experiment is a YAML mapping of keys; found {content!r}")
    return content


def refuse_unknown(
    layer: Mapping[Any, Any], known: tuple[str, ...], path: Path, prefix: str
) -> None:
    """Raise a UsageError for the first key that is not known, with the nearest known one."""
    for key, value in layer.items():
        if key not in known:
            raise UsageError(
                f"{path}: unknown key `{prefix}{key}` (value {value!r}){nearest(str(key), known)}"
            )


def require(value: Any, types: type | tuple[type, ...], path: Path, key: str) -> None:
    """Raise a UsageError when a value is not of its type."""
    wanted = types if isinstance(types, tuple) else (types,)
    # bool is an int to Python, and `epochs: true` a mistake to everybody else.
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        names = " or ".join(
            {"dict": "a mapping", "str": "text"}.get(t.__name__, t.__name__) for t in wanted
        )
        raise UsageError(f"{path}: key `{key}`: {value!r} is {type(value).__name__}, not {names}")


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of an error message that offers the nearest known word, or all of them."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; known: {', '.join(known)}" if known else ""
