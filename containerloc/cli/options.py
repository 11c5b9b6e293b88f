"""Arguments and options that several verbs share, and how a table is printed."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand

from containerloc.quoting import visible_lines

if TYPE_CHECKING:
    from rich.table import Table

    from containerloc.experiment.experiment import Experiment

_WIDE: Final = 120  # characters from which on no name is parted in a table
_LONGEST_WORD: Final = 24

Name = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="A YAML file, or its name.")]
Names = Annotated[list[str], typer.Argument(metavar="EXPERIMENT...", help="YAML files, or names.")]
Split = Annotated[str, typer.Option(help="Which images: train, val or test.")]
Weights = Annotated[str, typer.Option(help="Another checkpoint than the experiment's own.")]
Data = Annotated[
    str,
    typer.Option(help="Another data.yaml; `synthetic`, `synthetic-exact` or `synthetic-faulty`."),
]
Out = Annotated[str, typer.Option(help="Where artifacts go, instead of artifacts/localization.")]
Predictions = Annotated[str, typer.Option(help="A file of predictions: no model needed.")]
Artifacts = Annotated[
    str, typer.Option(help="Where artifacts lie, instead of artifacts/localization.")
]
Device = Annotated[str, typer.Option(help="auto (every GPU, else the CPU), cpu, 0, 0,1 or mps.")]
Parameters = Annotated[
    list[str] | None, typer.Option("--parameter", "-p", help="Notebook parameter NAME=VALUE.")
]
Group = Annotated[
    str, typer.Option(help="The column of attributes that tells which photos show one thing.")
]
Attributes = Annotated[
    str, typer.Option(help="A CSV with a column `image`; else the data set's own.")
]
Dask = Annotated[
    str, typer.Option(help="Work on a Dask cluster: its address, or `local` for this machine's.")
]
Gate = Annotated[bool, typer.Option("--gate", help="Exit with 5 when a target was missed.")]


class WithParameters(TyperCommand):
    """A verb that takes `-p NAME=VALUE` also as `-p NAME VALUE`, like papermill."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments left over, after the parameters are written in one way."""
        return super().parse_args(ctx, with_parameters_joined(args))


def with_parameters_joined(arguments: Sequence[str]) -> list[str]:
    """Arguments with each `-p NAME VALUE` as `-p NAME=VALUE`.

    Examples
    --------
    >>> with_parameters_joined(["one", "-p", "SHOWN", "3", "-p", "OTHERS=two"])
    ['one', '-p', 'SHOWN=3', '-p', 'OTHERS=two']
    """
    joined: list[str] = []
    for argument in arguments:
        open_name = joined[-2:-1] in (["-p"], ["--parameter"]) and "=" not in joined[-1]
        if open_name:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def experiment(name: str) -> "Experiment":
    """The experiment given by path or name."""
    from containerloc.experiment.experiment import find_experiment, load_experiment

    return load_experiment(find_experiment(name, Path.cwd()))


def say(text: object, *, err: bool = False) -> None:
    """Print lines; what a stranger named commands no terminal."""
    typer.echo(visible_lines(str(text)), err=err)


def print_table(table: "Table | None") -> None:
    """Print a table, if there is one; its cells are texts, not rich's markup."""
    from rich.console import Console

    class PlainConsole(Console):
        def render_str(self, text: str, **looks: Any) -> Any:
            shown = visible_lines(text)  # a title has a style: its lines are long enough
            return super().render_str(
                _parted(shown) if is_narrow and "style" not in looks else shown, **looks
            )

    is_narrow = sys.stdout.isatty() and Console().width < _WIDE
    # Without a terminal there is no width to keep to, and a wrapped table is hard to search.
    if table is not None:
        width = None if sys.stdout.isatty() else 160
        PlainConsole(width=width, markup=False, emoji=False, highlight=False).print(table)


def _parted(text: str) -> str:
    """The text, its long words on several lines: names part between their words, and stay whole.

    Examples
    --------
    >>> _parted("demo_exp001_yolo11n_pose_baseline").splitlines()
    ['demo_exp001_yolo11n_', 'pose_baseline']
    """
    lines = [""]
    for word in text.split(" "):
        parts = re.findall(r"[^_/.-]*[_/.-]?", word) if len(word) > _LONGEST_WORD else [word]
        lines[-1] += " " if lines != [""] else ""
        for part in parts:
            last = lines[-1].rsplit(" ", 1)[-1]
            if last and len(last + part) > _LONGEST_WORD:
                lines.append("")
            lines[-1] += part
    return "\n".join(lines)
