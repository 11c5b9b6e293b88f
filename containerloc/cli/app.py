"""The command line: each verb parses, calls one function and prints."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

import containerloc
from containerloc.cli.labels import app as labels_app
from containerloc.errors import ContainerlocError
from containerloc.run.files.log import show_log

if TYPE_CHECKING:
    from containerloc.experiment.experiment import Experiment


class _Verbs(TyperGroup):
    """Says what is wrong in one line, without a traceback, and exits with its code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ContainerlocError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as stop:
            typer.echo("stopped", err=True)
            raise typer.Exit(130) from stop


app = typer.Typer(
    cls=_Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=containerloc.__doc__,
)

app.add_typer(labels_app, name="labels")

Name = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="A YAML file, or its name.")]
Split = Annotated[str, typer.Option(help="Which images: train, val or test.")]
Weights = Annotated[str, typer.Option(help="Another checkpoint than the experiment's own.")]
Data = Annotated[str, typer.Option(help="Another data.yaml, `synthetic` or `synthetic-exact`.")]
Out = Annotated[str, typer.Option(help="Where artifacts go, instead of artifacts/localization.")]
Predictions = Annotated[str, typer.Option(help="A file of predictions: no model needed.")]
Device = Annotated[str, typer.Option(help="auto, cpu, 0, 0,1 or mps.")]
Trust = Annotated[
    bool, typer.Option("--trust-weights", help="Let the checkpoint run code: only if it is yours.")
]

Parameters = Annotated[
    list[str] | None, typer.Option("--parameter", "-p", help="Notebook parameter NAME=VALUE.")
]
Gate = Annotated[bool, typer.Option("--gate", help="Exit with 5 when a target was missed.")]


class FailOn(StrEnum):
    """How bad a finding must be for an exit code other than 0."""

    error = "error"
    warning = "warning"
    never = "never"


def main() -> None:
    """Run the command line."""
    app()


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    show_log()
    if version:
        typer.echo(f"containerloc {containerloc.__version__}")
        raise typer.Exit


@app.command()
def run(
    experiments: Annotated[list[str], typer.Argument(metavar="EXPERIMENT...")],
    only: Annotated[str, typer.Option(help="Numbers of notebooks, as in 05,06; 04 trains.")] = "",
    split: Split = "val",
    weights: Weights = "",
    data: Data = "",
    predictions: Predictions = "",
    out: Out = "",
    jobs: Annotated[int, typer.Option(min=1, help="How many notebooks at a time.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Keep what ran well before.")] = False,
    parameter: Parameters = None,
    gate: Gate = False,
    mlflow: Annotated[str, typer.Option(help="Log to MLflow: a URI, or a folder.")] = "",
    wandb: Annotated[str, typer.Option(help="Log to this Weights & Biases project.")] = "",
) -> None:
    """Predict once, then run the notebooks of each experiment and keep what they leave."""
    from containerloc.run.commands import experiments as overview
    from containerloc.run.commands.report import write_reports
    from containerloc.run.execute.gate import refuse_missed_of
    from containerloc.run.execute.plan import Request
    from containerloc.run.execute.runner import run_experiments
    from containerloc.run.files import tracking
    from containerloc.run.prepare.inputs import Selection

    request = Request(
        tuple(experiments),
        Selection(split, data, out, weights, predictions),
        only=tuple(only.replace(",", " ").split()),
        jobs=jobs,
        resume=resume,
        parameters=overview.parsed_parameters(parameter or []),
    )
    outcomes = run_experiments(request)
    _print(overview.outcome_table(outcomes))
    for path in (*overview.open_next(outcomes), *map(overview.from_here, write_reports(outcomes))):
        typer.echo(f"open next: {path}")
    for outcome in (outcome for outcome in outcomes if outcome.status):
        if mlflow:
            tracking.log_to_mlflow(outcome.experiment, outcome.artifacts, mlflow)
        if wandb:
            tracking.log_to_wandb(outcome.experiment, outcome.artifacts, wandb)
    code = max(outcome.exit_code for outcome in outcomes)
    if gate and not code:
        refuse_missed_of(outcomes)
    raise typer.Exit(code)


@app.command(name="list")
def list_experiments(out: Out = "") -> None:
    """All experiments of the project with their headline numbers, targets and dates."""
    from containerloc.run.commands.experiments import experiments_table

    _print(experiments_table(Path.cwd(), out=out))


@app.command()
def report(
    experiments: Annotated[list[str], typer.Argument(metavar="EXPERIMENT...")],
    data: Data = "",
    out: Out = "",
) -> None:
    """Write report.md and report.html on what a run left; `run` and `compare` do so themselves."""
    from containerloc.run.commands.report import report_on

    for name in experiments:
        typer.echo(report_on(_path(name), data=data, out=out)[1])


@app.command()
def propose(
    experiment: Name,
    out: Annotated[str, typer.Option(help="The file; else <experiment>_next.yaml.")] = "",
) -> None:
    """The next experiment as YAML: only what the findings justify, each line with its reason."""
    from containerloc.run.commands import propose as proposing

    path, count = proposing.propose(_path(experiment), out=out)
    typer.echo(
        f"{path}: {count} keys" if count else "no finding justifies a change; nothing written"
    )


@app.command()
def compare(
    experiments: Annotated[list[str], typer.Argument(metavar="EXPERIMENT...")],
    reference: Annotated[str, typer.Option(help="Compared to this one, not the first.")] = "",
    split: Split = "val",
    data: Data = "",
    out: Out = "",
    shared_only: Annotated[
        bool, typer.Option("--shared-only", help="Only the images that all share.")
    ] = False,
    parameter: Parameters = None,
    gate: Gate = False,
) -> None:
    """Is one experiment really better than another? Runs notebook 08 on two or more."""
    from containerloc.run.commands import experiments as overview
    from containerloc.run.commands.report import write_comparison_report
    from containerloc.run.execute import comparison as comparison_run

    compared = comparison_run.run_comparison(
        comparison_run.CompareRequest(
            tuple(experiments),
            reference=reference,
            split=split,
            data=data,
            out=out,
            shared_only=shared_only,
            parameters=overview.parsed_parameters(parameter or []),
        )
    )
    _print(comparison_run.differences_table(compared))
    for line in comparison_run.credits(compared):
        typer.echo(line)
    typer.echo(f"report: {write_comparison_report(compared.artifacts)[1]}")
    if gate:
        comparison_run.refuse_missed_in(compared)


@app.command()
def predict(
    experiment: Name,
    split: Split = "val",
    weights: Weights = "",
    data: Data = "",
    out: Out = "",
    device: Device = "auto",
    batch: Annotated[int, typer.Option(min=1, help="Images at a time.")] = 8,
    trust_weights: Trust = False,
) -> None:
    """Predict a split and store it, unless the same is stored already."""
    from containerloc.run.prepare.inputs import Selection, open_inputs
    from containerloc.run.prepare.predictions import Prediction

    how = Prediction(device=device, batch=batch, trust_weights=trust_weights)
    selection = Selection(split, data, out, weights)
    inputs = open_inputs(_load(experiment), selection, prediction=how)
    typer.echo(inputs.artifacts.predictions(split))


@app.command()
def sweep(
    predictions: Annotated[Path, typer.Option(help="A .parquet, or Ultralytics' .json.")],
    data: Annotated[str, typer.Option(help="A data.yaml, to compare with its labels.")] = "",
    split: Split = "val",
    thresholds: Annotated[str, typer.Option()] = "0.1,0.25,0.4,0.5,0.6,0.75,0.9",
    images: Annotated[int, typer.Option(min=0, help="How many images were predicted.")] = 0,
) -> None:
    """What each confidence threshold keeps and loses, from stored predictions alone."""
    from containerloc.run.commands.sweep import parsed_numbers, sweep_table

    values = parsed_numbers(thresholds)
    _print(sweep_table(predictions, thresholds=values, data=data, split=split, images=images))


@app.command()
def synth(
    folder: Path,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    train: Annotated[int, typer.Option(min=0)] = 350,
    val: Annotated[int, typer.Option(min=0)] = 74,
    test: Annotated[int, typer.Option(min=0)] = 76,
    height_px: Annotated[int, typer.Option(help="Longer side of the photos.")] = 1280,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:RATE[:SIZE_PX[:CORNER]]]",
            help="As in jitter:0.1:8:TL; an unknown kind lists all.",
        ),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Labels without people's noise.")] = False,
    jobs: Annotated[int, typer.Option(min=0, help="Processes that draw; 0: one a core.")] = 0,
) -> None:
    """Draw a data set of container doors, in Ultralytics' format, and its contact sheet."""
    from containerloc.run.commands.contact_sheet import write_contact_sheet
    from containerloc.run.prepare.dataset import draw

    data = draw(
        folder,
        faults=fault or (),
        exact=exact,
        jobs=jobs,
        seed=seed,
        train=train,
        val=val,
        test=test,
        height_px=height_px,
    )
    typer.echo(data)
    typer.echo(write_contact_sheet(data))


@app.command()
def show(experiment: Name) -> None:
    """The experiment with everything inherited, and what it changes against its base."""
    from containerloc.run.commands.experiments import experiment_text

    text, table = experiment_text(_path(experiment))
    typer.echo(text)
    if table is not None:
        _print(table)


@app.command()
def train(
    experiment: Name,
    device: Device = "auto",
    data: Data = "",
    out: Out = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it was stopped.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the arguments.")] = False,
    bfloat16: Annotated[
        bool, typer.Option("--bfloat16", help="Faster on CPUs with AVX512-BF16 or AMX.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that draw fresh images.")] = 1,
) -> None:
    """Train an experiment."""
    from containerloc.run.prepare.training import trainer_text
    from containerloc.run.prepare.weights import Compute, train_experiment

    loaded = _load(experiment)
    if dry_run:
        typer.echo(trainer_text(loaded, data=data))
        return
    compute = Compute(device=device, bfloat16=bfloat16, jobs=jobs)
    typer.echo(train_experiment(loaded, resume=resume, data=data, out=out, compute=compute))


@app.command()
def audit(
    experiment: Name,
    out: Out = "",
    args: Annotated[str, typer.Option(help="Another args.yaml than the experiment's.")] = "",
    results: Annotated[str, typer.Option(help="Another results.csv.")] = "",
) -> None:
    """Was what the recipe asked for what ran?"""
    from containerloc.run.commands.audit import audit_text, differences_table
    from containerloc.run.prepare.training import open_training

    training = open_training(_load(experiment), out=out, args=args, results=results)
    typer.echo(audit_text(training))
    if (table := differences_table(training)) is not None:
        _print(table)


@app.command()
def diagnose(
    experiment: Name,
    split: Split = "val",
    weights: Weights = "",
    data: Data = "",
    predictions: Predictions = "",
    out: Out = "",
    confidence: Annotated[float, typer.Option(help="Judge at another threshold.")] = 0.0,
    attributes: Annotated[str, typer.Option(help="A CSV with a column `image`.")] = "",
    fail_on: Annotated[FailOn, typer.Option(help="What makes the exit code 1.")] = FailOn.error,
) -> None:
    """What is wrong, why, and what to do next; exit code 1 where it is serious, for CI."""
    from containerloc.run.commands.diagnose import diagnosis_text, failed
    from containerloc.run.prepare.session import Run, Selection

    selection = Selection(split, data, out, weights, predictions, confidence)
    found = Run(_load(experiment), selection, attributes).findings()
    typer.echo(diagnosis_text(found))
    raise typer.Exit(int(failed(found, fail_on.value)))


def _load(name: str) -> "Experiment":
    from containerloc.experiment.experiment import load_experiment

    return load_experiment(_path(name))


def _path(name: str) -> Path:
    from containerloc.experiment.experiment import find_experiment

    return find_experiment(name, Path.cwd())


def _print(table: Any) -> None:
    from rich.console import Console

    # Without a terminal there is no width to keep to, and a wrapped table is hard to search.
    Console(width=None if sys.stdout.isatty() else 160).print(table)
