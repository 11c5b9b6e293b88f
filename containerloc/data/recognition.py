"""Which image a name in a foreign file means: by its path, name, stem or number."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from containerloc.data.images import IMAGE_SUFFIXES
from containerloc.errors import DataError

_Parts = tuple[str, ...]
_Rank = tuple[int, int]  # form, then minus the parts that agree: less is surer


@dataclass(frozen=True)
class Recognised:
    """The image of each name that means one, and the names that mean others, or none."""

    image_of: Mapping[str, str]
    elsewhere: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


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
    names: Sequence[str],
    images: Mapping[str, str],
    *,
    others: Sequence[str] = (),
    numbers: bool = False,
) -> Recognised:
    """Which image each name means.

    An image is known by its file name, else by that name in another Unicode form, in another case,
    or with another suffix or none. Of several such images it is the one whose folders agree with
    the name's the furthest up; of two names for one image, the one that fits it better.

    Parameters
    ----------
    images
        Key -> path, of every image that may be meant.
    others
        Paths of other images: a name that fits one of them better is not unknown, but elsewhere.
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
    Recognised(image_of={'val/b/1.jpg': 'b/1.jpg', '2': '2.jpg'}, elsewhere=(), unknown=('3',))
    """
    names = list(dict.fromkeys(names))
    places = _Places(images, others, numbers)
    claims = defaultdict(list)
    elsewhere = []
    for name in names:
        rank, fits = places.of_number(name) if numbers and _is_number(name) else places.of(name)
        if len(fits) > 1:
            raise DataError(
                f"image `{name}` could be any of {quoted(fits)}; a file name with its folder would "
                "tell"
            )
        if fits:
            claims[fits[0]].append((rank, name))
        elif rank[0] < len(_FORMS):
            elsewhere.append(name)
    image_of = {_best(claims[key], key): key for key in claims}
    known = {*image_of, *elsewhere}
    return Recognised(
        image_of, tuple(elsewhere), tuple(name for name in names if name not in known)
    )


def quoted(names: Sequence[str], *, most: int = 3) -> str:
    """Some of the names, as messages show them.

    Examples
    --------
    >>> quoted(["a", "b", "c", "d"])
    '`a`, `b`, `c`, …'
    """
    return ", ".join(f"`{name}`" for name in names[:most]) + (", …" if len(names) > most else "")


class _Places:
    """The images by the last part of their path, in each form, made when it is asked for."""

    def __init__(self, images: Mapping[str, str], others: Sequence[str], numbers: bool) -> None:
        self._paths = [(key, path or key) for key, path in images.items()]
        self._paths += [("", path) for path in others]
        self._numbered: dict[int, list[str]] = defaultdict(list)
        for key in images if numbers else ():
            stem = _stem(PurePosixPath(key).name)
            if stem.isdecimal():
                self._numbered[int(stem)].append(key)
        self._by_last_part: dict[_Form, dict[str, list[tuple[str, _Parts]]]] = {}

    def of(self, name: str) -> tuple[_Rank, list[str]]:
        """The keys that a name fits best, and how well; no key where it fits others better."""
        for rank, form in enumerate(_FORMS):
            parts = form.parts(name)
            agreeing: dict[str, int] = {}
            for key, path in self._at(form).get(parts[-1], ()):
                agreeing[key] = max(agreeing.get(key, 0), _agreeing(parts, path))
            other = agreeing.pop("", 0)
            most = max(agreeing.values(), default=0)
            if most or other:
                fits = [key for key, number in agreeing.items() if number == most >= other]
                return (rank, -most), fits
        return (len(_FORMS), 0), []

    def of_number(self, name: str) -> tuple[_Rank, list[str]]:
        """The keys whose stem is the number of that name."""
        fits = self._numbered.get(int(name), [])
        return (0 if fits else len(_FORMS), 0), fits

    def _at(self, form: _Form) -> Mapping[str, list[tuple[str, _Parts]]]:
        if form not in self._by_last_part:
            places = defaultdict(list)
            for key, path in self._paths:
                parts = form.parts(path)
                places[parts[-1]].append((key, parts))
            self._by_last_part[form] = places
        return self._by_last_part[form]


def _agreeing(one: _Parts, other: _Parts) -> int:
    """How many parts of two paths agree, from the last one up."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _best(claims: Sequence[tuple[_Rank, str]], key: str) -> str:
    surest = min(rank for rank, _ in claims)
    first, *others = [name for rank, name in claims if rank == surest]
    if others:
        raise DataError(f"images `{first}` and `{others[0]}` both fit the image `{key}`")
    return first


def _is_number(name: str) -> bool:
    """Whether a name is written as a whole number is: without zeros before it."""
    return re.fullmatch("0|[1-9][0-9]{0,18}", name) is not None


def _stem(name: str) -> str:
    """A file name without the suffix of an image; dots in it may mean other things."""
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in IMAGE_SUFFIXES else name
