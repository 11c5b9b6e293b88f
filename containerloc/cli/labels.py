"""The verbs about labels: `containerloc labels ...`; each calls one function and prints."""

from pathlib import Path
from typing import Annotated

import typer

from containerloc.cli import options

app = typer.Typer(no_args_is_help=True, help="Check labels, repair them, look again at the worst.")

DataSet = Annotated[Path, typer.Argument(metavar="DATA", help="A data.yaml, or its folder.")]


@app.command()
def check(
    data: DataSet,
    split: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    dask: options.Dask = "",
) -> None:
    """All faults with file and line; exit code 3 where one is an error."""
    from containerloc.errors import DataError
    from containerloc.run.commands.labels import check_text

    text, is_wrong = check_text(data, tuple(split or ()), dask=dask)
    options.say(text)
    raise typer.Exit(DataError.exit_code if is_wrong else 0)


@app.command()
def fix(
    data: DataSet,
    out: Annotated[Path, typer.Option(help="The folder of the repaired copy; must be new.")],
    predictions: Annotated[
        Path | None,
        typer.Option(help="A model's predictions: an order of corners that it confirms is kept."),
    ] = None,
) -> None:
    """Write a repaired copy, of what is certain only, with a log of each change."""
    from containerloc.run.commands.fix_labels import LOG, fix_labels

    repairs = fix_labels(data, out, predictions=predictions)
    options.say(f"{out}: {len(repairs)} repairs, listed in {out / LOG}")


@app.command()
def suspects(
    experiments: options.Names,
    out: Annotated[Path, typer.Option(help="The folder for suspects.csv, CVAT and COCO files.")],
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    artifacts: options.Artifacts = "",
) -> None:
    """Labels to look at again, by what the models of one or more experiments see."""
    from containerloc.run.commands.labels import suspect_text
    from containerloc.run.prepare.inputs import Selection
    from containerloc.run.prepare.suspects import suspected_labels, write_suspects

    loaded = [options.experiment(name) for name in experiments]
    selection = Selection(split, data, artifacts, weights, predictions)
    suspected = suspected_labels(loaded, selection)
    options.say(suspect_text(suspected))
    options.say("written: " + ", ".join(map(str, write_suspects(suspected, out))))


@app.command()
def corrected(
    experiment: options.Name,
    file: Annotated[
        Path, typer.Argument(help="CVAT's .xml, a COCO .json, a review.csv, a folder of labels.")
    ],
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    out: options.Out = "",
) -> None:
    """What a correction of labels changed, and the model's error before and after."""
    from containerloc.run.commands.labels import correction_text
    from containerloc.run.prepare.inputs import Selection

    loaded = options.experiment(experiment)
    selection = Selection(split, data, out, weights, predictions)
    options.say(correction_text(loaded, file, selection))


@app.command()
def export(
    experiment: options.Name,
    out: Annotated[Path, typer.Option(help="The folder for label files, CVAT's and COCO's.")],
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    artifacts: options.Artifacts = "",
) -> None:
    """All labels of a split, corrected as in review.csv: label files, CVAT's XML, COCO."""
    from containerloc.run.commands.labels import export_text
    from containerloc.run.prepare.inputs import Selection

    loaded = options.experiment(experiment)
    selection = Selection(split, data, artifacts, weights, predictions)
    options.say(export_text(loaded, out, selection))
