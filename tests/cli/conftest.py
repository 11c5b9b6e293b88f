"""The command line, called as somebody at a terminal does."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from containerloc.cli.app import app

MINIMAL = {"name": "one", "data": "data/data.yaml", "model": "yolo11n-pose.pt"}
Call = Callable[..., Result]


@pytest.fixture
def called() -> Call:
    """Runs the command line with these arguments."""

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return call


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    """The file of an experiment whose data set does not exist."""
    path = tmp_path / "one.yaml"
    path.write_text(yaml.safe_dump(MINIMAL))
    return path
