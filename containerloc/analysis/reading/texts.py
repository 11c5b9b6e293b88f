"""Whether what was read is right: by the form of an ID, by a pattern, or because it is known."""

import re
from dataclasses import dataclass
from typing import Final

from containerloc import iso6346
from containerloc.experiment.reading_settings import ReadingSettings

LONGEST_TEXT: Final = 64  # characters that a pattern is tried on


@dataclass(frozen=True)
class TextForm:
    r"""What a text looks like that was read right: an ISO 6346 ID, or what fits `pattern`.

    Examples
    --------
    >>> TextForm().is_valid("CSQU3054383"), TextForm(r"[A-Z]{1,3}\d{1,4}").is_valid("B1234")
    (True, True)
    """

    pattern: str = ""

    @property
    def name(self) -> str:
        """What a valid text is, in words."""
        return (
            f"a text that fits `{self.pattern}`" if self.pattern else "an ID with its check digit"
        )

    def text_in(self, read: str) -> str:
        """What was read, as it is compared: capital letters and digits alone.

        Of a container the ID in it, see `iso6346.id_in`.
        """
        return plain(read)[:LONGEST_TEXT] if self.pattern else iso6346.id_in(read[:LONGEST_TEXT])

    def is_valid(self, text: str) -> bool:
        """Whether a text of `text_in` has the form."""
        if self.pattern:
            return re.fullmatch(self.pattern, text[:LONGEST_TEXT]) is not None
        return iso6346.is_valid(text)


def form_of(settings: ReadingSettings) -> TextForm:
    """What the experiment's texts look like."""
    return TextForm(settings.pattern)


def plain(text: str) -> str:
    """Capital letters and digits of a text.

    Examples
    --------
    >>> plain("csqu 305 438-3")
    'CSQU3054383'
    """
    return "".join(each for each in text.upper() if each.isalnum())


def is_read(text: str, known: str, form: TextForm) -> bool:
    """Whether a text is read right: it is the known one, or, where none is known, valid.

    Examples
    --------
    >>> is_read("CSQU3054383", "", TextForm()), is_read("CSQU3054383", "MSKU3054383", TextForm())
    (True, False)
    """
    return text == known if known else form.is_valid(text)
