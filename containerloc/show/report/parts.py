"""What a report is made of, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Link:
    """A text that leads to a place in a file, by its path relative to the report.

    Without a path, `place` is an anchor of the report itself.
    """

    text: str
    path: str = ""
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
    """A picture by its path relative to the report, what it shows, and where it leads.

    `content` are the bytes of a picture that the report brings along; without them its file is
    there already. `alt` says what is to be seen, where the caption alone does not.
    """

    path: str
    caption: str
    alt: str = ""
    link: Link | None = None
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Tile:
    """One number of the summary in large letters, and what must be known beside it.

    `tone` is `good`, `bad`, or empty.
    """

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Card:
    """One cause: what is wrong, the pictures that show it, what to do, and what that gains.

    `also` are consequences, which are neither counted nor credited again; `links` lead to the
    figure and to all cases.
    """

    anchor: str
    title: str
    severity: str
    sentence: str
    pictures: Sequence[Picture] = ()
    advice: str = ""
    gain: str = ""
    remains: str = ""
    also: Sequence[str] = ()
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Dot:
    """One object in a strip: where it lies in it, 0 to 1 each way, and what it is.

    `thumbnail` is a small JPEG, or empty; `marked` is one that a card is about.
    """

    x: float
    y: float
    name: str
    value: str
    link: Link | None = None
    marked: bool = False
    thumbnail: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Strip:
    """Every object as a dot along one axis: `ticks` and `marks` are places with their words."""

    title: str
    note: str
    axis: str
    dots: Sequence[Dot] = ()
    ticks: Sequence[tuple[float, str]] = ()
    marks: Sequence[tuple[float, str]] = ()
    picture: str = ""


@dataclass(frozen=True)
class Section:
    """One heading with what stands under it, in this order.

    `code` is a text to be copied; `links` are files by relative path, with what they are.
    """

    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    links: Sequence[tuple[str, str]] = ()
    code: str = ""

    @property
    def anchor(self) -> str:
        """What links within the report call it.

        >>> Section("How this was made").anchor
        'how-this-was-made'
        """
        letters = "".join(c if c.isalnum() else " " for c in self.title.lower())
        return "-".join(letters.split())

    def __bool__(self) -> bool:
        """Whether anything stands under the heading."""
        parts = (self.paragraphs, self.code, self.pictures, self.links)
        return any(parts) or any(self.tables)


@dataclass(frozen=True)
class Report:
    """What is read first, and then, folded, the sections; empty parts are left out.

    `verdict` is one sentence, `notes` what must be known before the rest is believed; `cards_note`
    says what the pictures show; `sections` stand open, `folded` behind a click.
    """

    title: str
    subtitle: str
    verdict: str
    tiles: Sequence[Tile] = ()
    cards: Sequence[Card] = ()
    cards_title: str = "What to do, by what it gains"
    cards_note: str = ""
    notes: Sequence[str] = ()
    strip: Strip | None = None
    sections: Sequence[Section] = ()
    folded: Sequence[Section] = ()
