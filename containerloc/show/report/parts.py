"""What a report is made of, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Link:
    """A text that leads to a place in a file, by its path relative to the report."""

    text: str
    path: str
    place: str = ""

    def __str__(self) -> str:
        """The text alone."""
        return self.text


@dataclass(frozen=True)
class Table:
    """Rows of texts and links, with a paragraph before them; without rows it is left out with it.

    `numbers` are the places of the columns that are aligned, and sorted, as numbers.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | Link]]
    numbers: Sequence[int] = ()
    intro: str = ""

    @classmethod
    def of(cls, frame: "pd.DataFrame", *, numbers: Sequence[int] = (), intro: str = "") -> "Table":
        """The table that a frame of texts is."""
        rows = [[str(text) for text in row] for row in frame.itertuples(index=False)]
        return cls([str(name) for name in frame.columns], rows, numbers, intro)

    def __bool__(self) -> bool:
        """Whether it has a row."""
        return bool(self.rows)


@dataclass(frozen=True)
class Picture:
    """A figure by its path relative to the report, and what it shows."""

    path: str
    caption: str


@dataclass(frozen=True)
class Section:
    """One heading with what stands under it, in this order.

    `done` and `to_do` are items of a list to be ticked off; `links` are files by relative path,
    with what they are.
    """

    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    done: Sequence[str] = ()
    to_do: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()

    def __bool__(self) -> bool:
        """Whether anything stands under the heading."""
        parts = (self.paragraphs, self.pictures, self.done, self.to_do, self.links)
        return any(parts) or any(self.tables)


@dataclass(frozen=True)
class Report:
    """A title, a summary of a few sentences, and sections; empty ones are left out."""

    title: str
    subtitle: str
    summary: Sequence[str]
    sections: Sequence[Section] = ()
