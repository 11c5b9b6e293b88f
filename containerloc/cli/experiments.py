"""The verbs about an experiment's recipe and its training."""

from pathlib import Path
from typing import Annotated

import typer

from containerloc.cli import options


def list_experiments(out: options.Out = "") -> None:
    """List the project's experiments with headline numbers, targets and dates."""
    from containerloc.run.commands.experiments import experiments_table

    options.print_table(experiments_table(Path.cwd(), out=out))


def init(
    folder: Annotated[Path, typer.Argument(help="The project's folder.")],
    data: Annotated[str, typer.Option(help="The data.yaml of your labels, or its folder.")] = "",
) -> None:
    """Write a project for your own data: recipes and notebooks to edit."""
    from containerloc.run.commands.new_project import write_project

    files = write_project(folder, data)
    readme = folder / "README.md"
    kept = "" if readme in files else " (it is yours: it was kept)"
    typer.echo(f"{folder}: {len(files)} files; read {readme}{kept}")


def show(experiment: options.Name) -> None:
    """Show an experiment with everything inherited, and what it changes against its base."""
    from containerloc.run.commands.experiments import experiment_text

    text, table = experiment_text(options.experiment(experiment))
    options.say(text)
    options.print_table(table)


def train(
    experiment: options.Name,
    device: options.Device = "auto",
    data: options.Data = "",
    out: options.Out = "",
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

    recipe = options.experiment(experiment)
    if dry_run:
        options.say(trainer_text(recipe, data=data))
        return
    compute = Compute(device=device, bfloat16=bfloat16, jobs=jobs)
    options.say(train_experiment(recipe, resume=resume, data=data, out=out, compute=compute))


def audit(
    experiment: options.Name,
    out: options.Out = "",
    args: Annotated[str, typer.Option(help="Another args.yaml than the experiment's.")] = "",
    results: Annotated[str, typer.Option(help="Another results.csv.")] = "",
) -> None:
    """Did the training run as the recipe asked? Exit code 1 where a finding is an error."""
    from containerloc.run.commands.audit import audit_text, differences_table
    from containerloc.run.commands.diagnose import failed
    from containerloc.run.prepare.training import open_training

    recipe = options.experiment(experiment)
    training = open_training(recipe, out=out, args=args, results=results)
    options.say(audit_text(training))
    options.print_table(differences_table(training))
    raise typer.Exit(int(failed(training.findings(), ["error"])))


def propose(
    experiment: options.Name,
    out: Annotated[str, typer.Option(help="The file; else <experiment>_next.yaml.")] = "",
    artifacts: options.Artifacts = "",
) -> None:
    """Write the next experiment: only what the findings justify, each line with its reason."""
    from containerloc.run.commands.propose import propose_next

    path, n_keys = propose_next(options.experiment(experiment), out=out, artifacts=artifacts)
    options.say(
        f"{path}: {n_keys} keys" if n_keys else "no finding justifies a change; nothing written"
    )
