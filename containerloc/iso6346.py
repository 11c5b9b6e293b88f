"""ISO 6346: the form of a container's ID, its check digit, and the ID in a reader's text."""

import re
from typing import Final

from containerloc.errors import UsageError

LENGTH: Final = 11  # owner code, category, six digits of the serial, check digit
_LETTER_VALUES: Final = [value for value in range(10, 39) if value % 11]  # without 11, 22, 33
_FORM: Final = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
# Characters that readers take for each other; an ID says by the place which of them is right.
_AS_LETTERS: Final = str.maketrans("0125688", "OIZSGBB")
_AS_DIGITS: Final = str.maketrans("OQDILZSGB", "000112568")


def check_digit(owner_and_serial: str) -> int:
    """The check digit of a container ID's first ten characters.

    Raises
    ------
    UsageError
        When the text is not four capital letters (owner code and category) and six digits.

    Source: ISO 6346:2022, annex A; a remainder of 10 is written 0.

    Examples
    --------
    >>> check_digit("CSQU305438")
    3
    """
    letters, digits = owner_and_serial[:4], owner_and_serial[4:]
    plain = owner_and_serial.isascii() and len(owner_and_serial) == LENGTH - 1
    if not (plain and letters.isalpha() and letters.isupper() and digits.isdigit()):
        raise UsageError(
            f"{owner_and_serial!r} is not four capital letters and six digits, like CSQU305438"
        )
    return remainder(owner_and_serial) % 10


def remainder(owner_and_serial: str) -> int:
    """What is left of the weighted sum of the first ten characters, 0 to 10."""
    values = [int(c) if c.isdigit() else _LETTER_VALUES[ord(c) - 65] for c in owner_and_serial]
    return sum(value << place for place, value in enumerate(values)) % 11


def is_valid(text: str) -> bool:
    """Whether a text is a container ID: owner code, category U, J or Z, serial, check digit.

    One wrong text in eleven has the right check digit by chance.

    Examples
    --------
    >>> is_valid("CSQU3054383"), is_valid("CSQU3054384"), is_valid("CSQX3054383")
    (True, False, False)
    """
    return bool(_FORM.fullmatch(text)) and check_digit(text[:-1]) == int(text[-1])


def id_in(text: str) -> str:
    """The ID that a reader's text holds, or its letters and digits where it holds none.

    What readers take for each other (0 and O, 1 and I, 5 and S) is read as its place demands: four
    letters, seven digits. In a longer text the first ID with a right check digit counts, else the
    first of the right form.

    Examples
    --------
    >>> id_in("csqu 305438 3"), id_in("C5QU30S4383 22G1"), id_in("305438 3")
    ('CSQU3054383', 'CSQU3054383', '3054383')
    """
    plain = re.sub("[^A-Z0-9]", "", text.upper())
    windows = [_by_place(plain[at : at + LENGTH]) for at in range(len(plain) - LENGTH + 1)]
    formed = [window for window in windows if _FORM.fullmatch(window)]
    return next((each for each in formed if is_valid(each)), formed[0] if formed else plain)


def _by_place(eleven: str) -> str:
    return eleven[:4].translate(_AS_LETTERS) + eleven[4:].translate(_AS_DIGITS)
