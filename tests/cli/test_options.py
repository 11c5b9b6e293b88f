"""What verbs share: experiments by name, and tables that can be searched."""

from pathlib import Path

import pytest
from rich.table import Table

from containerloc.cli import options
from containerloc.errors import UsageError


def test_an_experiment_by_file_or_by_name(
    experiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert options.experiment(str(experiment)).name == "one"
    (tmp_path / "experiments").mkdir()
    experiment.rename(tmp_path / "experiments" / "first.yaml")
    monkeypatch.chdir(tmp_path)
    assert options.experiment("one").path.name == "first.yaml"
    assert options.experiment("first").name == "one"
    with pytest.raises(UsageError, match="no experiment `two`"):
        options.experiment("two")


def test_a_table_is_not_wrapped_where_there_is_no_terminal(capsys) -> None:
    table = Table("name")
    table.add_row("x" * 120)
    options.print_table(table)
    assert "x" * 120 in capsys.readouterr().out
    options.print_table(None)
    assert capsys.readouterr().out == ""
