"""The verbs about labels: `containerloc labels ...`; each calls one function and prints."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Check labels, repair them, look again at the worst.")

DataSet = Annotated[Path, typer.Argument(metavar="DATA", help="A data.yaml, or its folder.")]


@app.command()
def check(
    data: DataSet,
    split: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
) -> None:
    """All faults with file and line; exit code 3 where one is an error."""
    from containerloc.errors import DataError
    from containerloc.run.label_checking import check_text

    text, is_wrong = check_text(data, tuple(split or ()))
    typer.echo(text)
    raise typer.Exit(DataError.exit_code if is_wrong else 0)


@app.command()
def fix(
    data: DataSet,
    out: Annotated[Path, typer.Option(help="The folder of the repaired copy; must be new.")],
) -> None:
    """Write a repaired copy, of what is certain only, with a log of each change."""
    from containerloc.run.label_fixing import LOG, fix_labels

    repairs = fix_labels(data, out)
    typer.echo(f"{out}: {len(repairs)} repairs, listed in {out / LOG}")
