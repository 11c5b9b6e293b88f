"""Notebooks by number, what they declare, and files that are none."""

import pytest

from containerloc.errors import UsageError
from containerloc.run.execute.notebooks import NAMES, find_notebooks, parameters_for, read_notebook


def test_by_number_in_order_each_once(project) -> None:
    assert [n.name for n in find_notebooks(project)] == list(NAMES.values())
    assert [n.name[:2] for n in find_notebooks(project, ("07", "5", "07"))] == ["05", "07"]
    with pytest.raises(UsageError, match="no notebook `99`"):
        find_notebooks(project, ("99",))


def test_those_of_the_installation_where_the_project_has_none(tmp_path, root) -> None:
    (training,) = find_notebooks(tmp_path, ("04",))
    assert training.path.parent == root / "notebooks"
    assert {"EXPERIMENT", "SPLIT", "DATA", "OUT", "DEVICE"} <= training.declared


def test_predictions_are_needed_where_they_are_declared(project) -> None:
    check, analysis, _ = find_notebooks(project)
    assert (check.needs_predictions, analysis.needs_predictions) == (False, True)


def test_the_hash_is_of_the_cells(project, write_notebook) -> None:
    first = find_notebooks(project, ("05",))[0].source_hash
    write_notebook("05", "print('05 ran')")
    assert find_notebooks(project, ("05",))[0].source_hash == first
    write_notebook("05", "print('05 ran again')")
    assert find_notebooks(project, ("05",))[0].source_hash != first


def test_one_name_for_a_list_is_a_list_of_one(root) -> None:
    (check,) = find_notebooks(root, ("05",))
    given = {"OTHERS": "002_loc_improved", "SHOWN": 3}
    assert parameters_for(check, {}, given) == {"OTHERS": ["002_loc_improved"], "SHOWN": 3}


def test_no_notebook_at_all(tmp_path) -> None:
    (tmp_path / "a.ipynb").write_text("no JSON")
    with pytest.raises(UsageError, match="is no notebook"):
        read_notebook(tmp_path / "a.ipynb")


def test_reading_runs_with_the_others_where_there_is_a_reader(project, monkeypatch) -> None:
    assert [n.name[:2] for n in find_notebooks(project, ("09",))] == ["09"]
    assert "09" not in [n.name[:2] for n in find_notebooks(project)]
    monkeypatch.setattr("containerloc.run.execute.notebooks.has_reader", lambda: True)
    assert [n.name[:2] for n in find_notebooks(project)] == ["05", "06", "07", "09"]
