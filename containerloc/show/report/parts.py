"""What a report is made of, whatever it is written as, and how numbers are written in it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """Rows of texts; `numbers` are the columns that are aligned, and sorted, as numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


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
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    done: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything stands under the heading."""
        return any((self.paragraphs, self.tables, self.pictures, self.done, self.to_do, self.links))


@dataclass(frozen=True)
class Report:
    """A title, three sentences, and sections; empty ones are left out when it is written."""

    title: str
    subtitle: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())
