"""Which image a name in a foreign file means: by its path, name, stem or number."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from containerloc.data.images import IMAGE_SUFFIXES
from containerloc.errors import DataError

_Parts = tuple[str, ...]
_Places = Mapping[str, Sequence[tuple[str, _Parts]]]  # last part -> keys with all their parts


@dataclass(frozen=True)
class Recognised:
    """The image of each name that means one, and the names that mean none."""

    image_of: Mapping[str, str]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class _Form:
    """What of a path counts: letters in any case or not, the file name with its suffix or not."""

    any_unicode: bool = True
    any_case: bool = False
    any_suffix: bool = False

    def parts(self, path: str) -> _Parts:
        text = path.replace("\\", "/")
        text = unicodedata.normalize("NFC", text) if self.any_unicode else text
        *folders, name = PurePosixPath(text).parts or ("",)
        name = _stem(name) if self.any_suffix else name
        parts = (*folders, name)
        return tuple(part.casefold() for part in parts) if self.any_case else parts


# The surest first.
_FORMS: Final = (
    _Form(any_unicode=False),
    _Form(),
    _Form(any_case=True),
    _Form(any_suffix=True),
    _Form(any_case=True, any_suffix=True),
)


def recognised(
    names: Sequence[str], images: Mapping[str, str], *, numbers: bool = False
) -> Recognised:
    """Which image each name means.

    An image is known by its file name, else by that name in another Unicode form, in another case,
    or with another suffix or none. Of several such images it is the one whose folders agree with
    the name's the furthest up; of two names for one image, the one that fits it better.

    Parameters
    ----------
    images
        Key -> path, of every image that may be meant.
    numbers
        Whether `287` may mean `0000287.jpg`, as Ultralytics writes it. `1` then is `1.jpg` as well
        as `01.jpg`.

    Raises
    ------
    DataError
        When a name fits several images, or two names fit one, equally well.

    Examples
    --------
    >>> images = {"a/1.jpg": "/d/val/a/1.jpg", "b/1.jpg": "/d/val/b/1.jpg", "2.jpg": "/d/val/2.jpg"}
    >>> recognised(["val/b/1.jpg", "2", "3"], images)
    Recognised(image_of={'val/b/1.jpg': 'b/1.jpg', '2': '2.jpg'}, unknown=('3',))
    """
    names = list(dict.fromkeys(names))
    places = [_by_last_part(form, images) for form in _FORMS]
    numbered = _by_number(images) if numbers else {}
    claims = defaultdict(list)
    for name in names:
        rank, fits = (
            _number_fits(name, numbered) if numbers and _is_number(name) else _fits(name, places)
        )
        if len(fits) > 1:
            raise DataError(
                f"image `{name}` could be any of {quoted(fits)}; a file name with its folder would "
                "tell"
            )
        if fits:
            claims[fits[0]].append((rank, name))
    image_of = {_best(claims[key], key): key for key in claims}
    return Recognised(image_of, tuple(name for name in names if name not in image_of))


def quoted(names: Sequence[str], *, most: int = 3) -> str:
    """Some of the names, as messages show them.

    Examples
    --------
    >>> quoted(["a", "b", "c", "d"])
    '`a`, `b`, `c`, …'
    """
    return ", ".join(f"`{name}`" for name in names[:most]) + (", …" if len(names) > most else "")


def _fits(name: str, places: Sequence[_Places]) -> tuple[tuple[int, int], list[str]]:
    """The keys that a name fits best, and how well: form, then minus the folders that agree."""
    for rank, (form, at) in enumerate(zip(_FORMS, places, strict=True)):
        parts = form.parts(name)
        agreeing = {key: _agreeing(parts, others) for key, others in at.get(parts[-1], ())}
        if agreeing:
            most = max(agreeing.values())
            return (rank, -most), [key for key, number in agreeing.items() if number == most]
    return (len(_FORMS), 0), []


def _agreeing(one: _Parts, other: _Parts) -> int:
    """How many parts of two paths agree, from the last one up."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _best(claims: Sequence[tuple[tuple[int, int], str]], key: str) -> str:
    surest = min(rank for rank, _ in claims)
    first, *others = [name for rank, name in claims if rank == surest]
    if others:
        raise DataError(f"images `{first}` and `{others[0]}` both fit the image `{key}`")
    return first


def _by_last_part(form: _Form, images: Mapping[str, str]) -> _Places:
    places = defaultdict(list)
    for key, path in images.items():
        parts = form.parts(path or key)
        places[parts[-1]].append((key, parts))
    return places


def _by_number(images: Iterable[str]) -> Mapping[int, list[str]]:
    numbered = defaultdict(list)
    for key in images:
        stem = _stem(PurePosixPath(key).name)
        if stem.isdecimal():
            numbered[int(stem)].append(key)
    return numbered


def _number_fits(name: str, numbered: Mapping[int, list[str]]) -> tuple[tuple[int, int], list[str]]:
    return (0, 0), numbered.get(int(name), [])


def _is_number(name: str) -> bool:
    """Whether a name is written as a whole number is: without zeros before it."""
    return re.fullmatch("0|[1-9][0-9]{0,18}", name) is not None


def _stem(name: str) -> str:
    """A file name without the suffix of an image; dots in it may mean other things."""
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in IMAGE_SUFFIXES else name
