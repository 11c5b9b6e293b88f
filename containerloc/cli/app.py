"""The command line: one verb a line."""

import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import containerloc
from containerloc.cli import analysis, data, experiments, kaggle, labels, options, runs
from containerloc.cli.options import WithParameters
from containerloc.run.files.failure import exit_code_of, failure_text
from containerloc.run.files.log import show_log


class _Verbs(TyperGroup):
    """Says what is wrong in one line, without a traceback, and exits with its code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            options.say("stopped", err=True)
            raise typer.Exit(130) from stop
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if hasattr(error, "format_message"):  # Click's own, on what was typed
                raise
            options.say(f"error: {failure_text(error)}", err=True)
            raise typer.Exit(exit_code_of(error)) from error


app = typer.Typer(
    cls=_Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="How far off are the four corners, which one, on which images, and why?",
)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a name that is no UTF-8 is shown all the same
            stream.reconfigure(errors="backslashreplace")
    show_log()
    if version:
        options.say(f"containerloc {containerloc.__version__}")
        raise typer.Exit


app.command()(experiments.init)
app.command("list")(experiments.list_experiments)
app.command()(experiments.show)
app.command()(experiments.train)
app.command()(experiments.audit)
app.command()(experiments.propose)
app.command(cls=WithParameters)(runs.run)
app.command(cls=WithParameters)(runs.compare)
app.command()(runs.report)
app.command()(analysis.predict)
app.command()(analysis.diagnose)
app.command()(analysis.read)
app.command()(analysis.review)
app.command()(analysis.sweep)
app.command()(data.synth)
app.add_typer(labels.app, name="labels")
app.add_typer(kaggle.app, name="kaggle")


def main() -> None:
    """Run the command line."""
    app()
