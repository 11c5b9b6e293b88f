"""The verbs that run notebooks, and the one that reports on what a run left."""

import os
from pathlib import Path
from typing import Annotated

import typer

from containerloc.cli import options


def run(
    experiments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EXPERIMENT...]",
            help="YAML files, or names; else those in experiments/, else the demo.",
        ),
    ] = None,
    only: Annotated[str, typer.Option(help="Numbers of notebooks, as in 05,06; 04 trains.")] = "",
    split: options.Split = "val",
    weights: options.Weights = "",
    data: options.Data = "",
    predictions: options.Predictions = "",
    out: options.Out = "",
    jobs: Annotated[
        int, typer.Option(min=0, help="How many notebooks at a time; 0: as many as cores, up to 4.")
    ] = 0,
    dask: options.Dask = "",
    resume: Annotated[bool, typer.Option("--resume", help="Keep what ran well before.")] = False,
    attributes: options.Attributes = "",
    group: options.Group = "",
    parameter: options.Parameters = None,
    gate: options.Gate = False,
    mlflow: Annotated[str, typer.Option(help="Log to MLflow: a URI, or a folder.")] = "",
    wandb: Annotated[str, typer.Option(help="Log to this Weights & Biases project.")] = "",
) -> None:
    """Predict once, then run the notebooks of each experiment and keep what they leave."""
    from containerloc.run.commands import outcomes as ended
    from containerloc.run.commands.report import write_reports
    from containerloc.run.execute.plan import Request, experiments_to_run
    from containerloc.run.execute.runner import run_experiments
    from containerloc.run.files.tracking import check_trackers
    from containerloc.run.prepare.inputs import Selection

    request = Request(
        tuple(experiments or experiments_to_run(Path.cwd())),
        Selection(split, data, out, weights, predictions),
        only=tuple(only.replace(",", " ").split()),
        jobs=jobs or min(os.cpu_count() or 1, 4),
        dask=dask,
        resume=resume,
        parameters=ended.given_parameters(parameter, attributes=attributes, group=group),
    )
    check_trackers(mlflow=mlflow, wandb=wandb)
    outcomes = run_experiments(request)
    for line in ended.outcome_lines(outcomes):
        options.say(line)
    page = ended.open_next(outcomes, write_reports(outcomes))
    if page:
        options.say(f"open next: {page}")
    ended.log_outcomes(outcomes, mlflow=mlflow, wandb=wandb)
    raise typer.Exit(ended.exit_code(outcomes, gate=gate))


def compare(
    experiments: options.Names,
    reference: Annotated[str, typer.Option(help="Compared to this one, not the first.")] = "",
    split: options.Split = "val",
    data: options.Data = "",
    out: options.Out = "",
    shared_only: Annotated[
        bool, typer.Option("--shared-only", help="Only the images that all share.")
    ] = False,
    attributes: options.Attributes = "",
    group: options.Group = "",
    parameter: options.Parameters = None,
    dask: options.Dask = "",
    gate: options.Gate = False,
) -> None:
    """Is one experiment really better than another? Runs notebook 08 on two or more."""
    from containerloc.run.commands.outcomes import given_parameters
    from containerloc.run.commands.report import write_comparison_report
    from containerloc.run.execute import comparison as comparison_run
    from containerloc.run.prepare.comparison import Selection, Terms

    compared = comparison_run.run_comparison(
        comparison_run.CompareRequest(
            tuple(experiments),
            Selection(split, data, out),
            Terms(reference, shared_only=shared_only),
            given_parameters(parameter, attributes=attributes, group=group),
            dask,
        )
    )
    for line in comparison_run.said_first(compared):
        options.say(line)
    options.print_table(comparison_run.differences_table(compared))
    for line in comparison_run.credits(compared):
        options.say(line)
    root = compared.inputs[compared.reference].experiment.root
    options.say(f"report: {write_comparison_report(compared.artifacts, root)[1]}")
    if gate:
        comparison_run.refuse_missed_in(compared)


def report(experiments: options.Names, data: options.Data = "", out: options.Out = "") -> None:
    """Write report.md and report.html on what a run left; `run` and `compare` do so themselves."""
    from containerloc.run.commands.report import report_on

    raise typer.Exit(report_on([*map(options.experiment, experiments)], data=data, out=out))
