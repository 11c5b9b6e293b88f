"""The verbs that predict, and that judge predictions without running a notebook."""

from pathlib import Path
from typing import Annotated

import typer

from containerloc.cli import options


def predict(
    experiment: options.Name,
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    out: options.Out = "",
    device: options.Device = "auto",
    batch: Annotated[
        int, typer.Option(min=0, help="Images at a time; 0: what suits the device.")
    ] = 0,
    trust_weights: Annotated[
        bool,
        typer.Option("--trust-weights", help="Let the checkpoint run code: only if it is yours."),
    ] = False,
    dask: options.Dask = "",
) -> None:
    """Predict a split and store it, unless the same is stored already."""
    from containerloc.run.execute.cluster import opened_workers, spread_over
    from containerloc.run.prepare.inputs import Selection, open_inputs
    from containerloc.run.prepare.predictions import Prediction

    loaded, selection = options.experiment(experiment), Selection(split, data, out, weights)
    with opened_workers(dask) as workers:
        how = Prediction(device, batch, trust_weights, spread=spread_over(workers))
        inputs = open_inputs(loaded, selection, prediction=how)
    options.say(inputs.artifacts.predictions(split))


def diagnose(
    experiment: options.Name,
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    out: options.Out = "",
    confidence: Annotated[float, typer.Option(help="Judge at another threshold.")] = 0.0,
    attributes: options.Attributes = "",
    group: options.Group = "",
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SEVERITY|CODE",
            help="What makes the exit code 1: error (the default), warning, never, or a finding's "
            "code; may be repeated.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON, as docs/diagnosis.schema.json describes it.")
    ] = False,
) -> None:
    """What is wrong, why, and what to do next; exit code 1 where it is serious, for CI."""
    from containerloc.run.commands import diagnose as told
    from containerloc.run.files.json_files import json_text
    from containerloc.run.prepare.session import Run, Selection

    limits = fail_on or ["error"]
    told.refuse_unknown(limits)
    selection = Selection(split, data, out, weights, predictions, confidence)
    run = Run(options.experiment(experiment), selection, attributes, group)
    findings = run.findings()
    document = json_text(told.diagnosis_document(run)) if as_json else ""
    options.say(document or told.diagnosis_text(findings))
    raise typer.Exit(int(told.failed(findings, limits)))


def sweep(
    experiment: Annotated[
        str, typer.Argument(metavar="[EXPERIMENT]", help="Needed unless predictions are given.")
    ] = "",
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    out: options.Out = "",
    thresholds: Annotated[
        str, typer.Option(help="Confidences with commas between them.")
    ] = "0.1,0.25,0.4,0.5,0.6,0.75,0.9",
    images: Annotated[int, typer.Option(min=0, help="How many images were predicted.")] = 0,
    attributes: options.Attributes = "",
    group: options.Group = "",
) -> None:
    """What each threshold keeps and loses: of an experiment, or of a file of predictions."""
    from containerloc.run.commands import sweep as told
    from containerloc.run.prepare.session import Run, Selection

    values = told.parsed_numbers(thresholds)
    if experiment:
        selection = Selection(split, data, out, weights, predictions)
        run = Run(options.experiment(experiment), selection, attributes, group)
        table = told.experiment_table(run, thresholds=values)
    else:
        told.refuse_groups(attributes, group)
        table = told.file_table(
            predictions, thresholds=values, data=data, split=split, images=images
        )
    options.print_table(table)


def read(
    experiment: options.Name,
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    out: options.Out = "",
    confidence: Annotated[float, typer.Option(help="Judge at another threshold.")] = 0.0,
    attributes: options.Attributes = "",
) -> None:
    """How many texts can be read from the model's crops, and what would make them more?"""
    from containerloc.run.commands.read import read_and_save
    from containerloc.run.prepare.session import Selection

    selection = Selection(split, data, out, weights, predictions, confidence)
    options.say(read_and_save(options.experiment(experiment), selection, attributes))


def review(
    experiment: options.Name,
    take: Annotated[str, typer.Option(help="Add the verdicts that a review.html saved.")] = "",
    lab: Annotated[bool, typer.Option("--lab", help="Open JupyterLab on notebook 06.")] = False,
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    out: options.Out = "",
    other: Annotated[
        list[str] | None,
        typer.Option(help="Another experiment whose model is asked, too; may be repeated."),
    ] = None,
    who: Annotated[str, typer.Option(help="Who judges; else the name of the login.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 0,
) -> None:
    """Look at the cases one by one and say who is to blame; every verdict is kept at once."""
    from containerloc.run.commands.review import open_lab, serve, taken_text
    from containerloc.run.files.artifacts import artifacts_of
    from containerloc.run.prepare.inputs import Selection
    from containerloc.run.prepare.review.run_review import open_review

    recipe = options.experiment(experiment)
    if lab:
        raise typer.Exit(open_lab(recipe, artifacts_of(recipe, out, data)))
    selection = Selection(split, data, out, weights, predictions)
    opened = open_review(recipe, selection, others=other or ())
    if take:
        options.say(taken_text(opened.verdicts.take(Path(take)), opened))
    else:
        serve(opened, port=port, who=who, say=options.say)
