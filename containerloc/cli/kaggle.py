"""The verbs about Kaggle: `containerloc kaggle ...`."""

from pathlib import Path
from typing import Annotated

import typer

from containerloc.cli import options

app = typer.Typer(no_args_is_help=True, help="Run a notebook on Kaggle, and file what it leaves.")


@app.command(cls=options.WithParameters)
def build(
    experiment: options.Name,
    out: Annotated[Path, typer.Option(help="The folder to write to; must be new.")],
    notebook: Annotated[str, typer.Option(help="Its number; 04 trains.")] = "06",
    split: options.Split = "val",
    weights: options.Weights = "",
    owner: Annotated[str, typer.Option(help="Your account; else KAGGLE_USERNAME.")] = "",
    attach: Annotated[
        list[str] | None, typer.Option(help="A data set owner/slug, or a model, to mount.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Without internet there.")] = False,
    parameter: options.Parameters = None,
) -> None:
    """Write what `kaggle datasets create` and `kaggle kernels push` send."""
    from containerloc.run.commands.outcomes import parsed_parameters
    from containerloc.run.kaggle import kernel
    from containerloc.run.prepare.inputs import Selection

    request = kernel.KernelRequest(
        Selection(split, weights=weights),
        number=notebook,
        owner=owner,
        attach=attach or (),
        offline=offline,
        parameters=parsed_parameters(parameter or []),
    )
    folders = kernel.build_kernel(options.experiment(experiment), out, request)
    for command in folders.commands:
        options.say(command)
    if folders.is_unnamed:
        options.say(f"first replace `{kernel.UNNAMED}` in both *-metadata.json, or give --owner")


@app.command()
def collect(
    folder: Annotated[Path, typer.Argument(help="What `kaggle kernels output` downloaded.")],
    out: options.Out = "",
) -> None:
    """File what a kernel left under artifacts/; exit code 3 where something is wrong with it."""
    from containerloc.errors import DataError
    from containerloc.run.commands.collect import collected_text
    from containerloc.run.kaggle.collect import collect as collect_output

    home = Path(out) if out else Path.cwd() / "artifacts" / "localization"
    done = collect_output(folder, home)
    options.say(collected_text(done, Path.cwd()))
    raise typer.Exit(DataError.exit_code if any(each.faults for each in done) else 0)
