"""What Kaggle lets a notebook, a data set and their owner be called."""

import hashlib
import re
import unicodedata
from typing import Final

from containerloc.errors import UsageError

MOST: Final = 50  # characters of a title, and of a slug; the least is 5 of a notebook, 6 of data
_OWNER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_SOURCE: Final = re.compile(r"[A-Za-z0-9][\w-]*(/[\w.-]+){1,4}", re.ASCII)


def slug_of(text: str) -> str:
    """The text as Kaggle writes it in an address; cut, with a hash of what was cut off.

    Raises
    ------
    UsageError
        When it holds no letter or digit of the Latin alphabet.

    Examples
    --------
    >>> slug_of("06 exp003_YOLO11s, höher")
    '06-exp003-yolo11s-hoher'
    >>> slug_of("a very long name " * 9)
    'a-very-long-name-a-very-long-name-a-very-long-9a8a'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if not slug:
        raise UsageError(f"Kaggle names things in Latin letters and digits; {text!a} has none")
    if len(slug) > MOST:
        slug = f"{slug[: MOST - 5].rstrip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:4]}"
    return slug


def title_of(slug: str) -> str:
    """The title that Kaggle would make this slug of."""
    return slug.replace("-", " ")


def checked_owner(owner: str) -> str:
    """The name of a Kaggle account; UsageError for what cannot be one."""
    if not _OWNER.fullmatch(owner):
        raise UsageError(
            f"owner {owner!a}: give the name of your Kaggle account, as in its address"
        )
    return owner


def checked_source(source: str) -> str:
    """A data set `owner/slug`, or a model `owner/model/framework/variation/version`.

    Raises
    ------
    UsageError
        When it is neither.
    """
    if not _SOURCE.fullmatch(source) or source.count("/") not in (1, 4):
        raise UsageError(
            f"{source!a} is neither a data set (owner/slug) nor a model "
            "(owner/model/framework/variation/version) of Kaggle"
        )
    return source
