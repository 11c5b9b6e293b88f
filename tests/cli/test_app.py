"""Verbs, exit codes and error texts, as somebody at a terminal sees them."""

import inspect

import pytest

import containerloc
from containerloc.cli import analysis, data, experiments, runs
from containerloc.cli.app import app


def test_version_and_help(called) -> None:
    assert called("--version").output.strip() == f"containerloc {containerloc.__version__}"
    help_text = called("--help").output
    for verb in ("run", "predict", "sweep", "synth", "show", "train", "audit"):
        assert verb in help_text


def test_every_verb_is_registered() -> None:
    registered = {command.callback for command in app.registered_commands}
    for module in (analysis, data, experiments, runs):
        own = [
            f
            for _, f in inspect.getmembers(module, inspect.isfunction)
            if f.__module__ == module.__name__ and not f.__name__.startswith("_")
        ]
        assert set(own) <= registered, module.__name__


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["show", "gone"], 2, "no experiment `gone`"),
        (["run", "gone"], 2, "no experiment `gone`"),
        (["sweep", "--predictions", "gone.json"], 3, "gone.json"),
        (["show"], 2, "Missing argument"),
        (["rnu"], 2, "No such command"),
    ],
)
def test_errors_say_what_is_wrong_and_exit_with_their_code(
    called, arguments: list[str], code: int, told: str
) -> None:
    result = called(*arguments)
    assert result.exit_code == code
    assert told in result.output
    assert "Traceback" not in result.output
