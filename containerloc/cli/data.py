"""The verb that draws the embedded data set."""

from pathlib import Path
from typing import Annotated

import typer

from containerloc.cli import options


def synth(
    folder: Annotated[Path, typer.Argument(help="Where the data set goes.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same photos.")] = 0,
    train: Annotated[int, typer.Option(min=0, help="Photos to train on.")] = 350,
    val: Annotated[int, typer.Option(min=0, help="Photos to validate on.")] = 74,
    test: Annotated[int, typer.Option(min=0, help="Photos to test on.")] = 76,
    height_px: Annotated[int, typer.Option(help="Longer side of the photos.")] = 1280,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:RATE[:SIZE_PX[:CORNER]]]",
            help="As in jitter:0.1:8:TL; an unknown kind lists all.",
        ),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Labels without people's noise.")] = False,
    jobs: Annotated[int, typer.Option(min=0, help="Processes that draw; 0: one per core.")] = 0,
) -> None:
    """Draw a data set of container doors, in Ultralytics' format, and its contact sheet."""
    from containerloc.run.commands.contact_sheet import write_contact_sheet
    from containerloc.run.prepare.dataset import draw

    sizes = {"train": train, "val": val, "test": test, "height_px": height_px}
    data = draw(folder, faults=fault or (), exact=exact, jobs=jobs, seed=seed, **sizes)
    options.say(data)
    options.say(write_contact_sheet(data))
