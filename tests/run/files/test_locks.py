"""One run at a time in a folder, and nothing of a killed one left behind."""

import pytest

from containerloc.errors import UsageError
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.locks import lock_run, lock_training, remove_leftovers


def test_leftovers_of_killed_runs_go_and_nothing_else(tmp_path):
    kept = ["metrics.json", ".lock", ".hidden", "train/.x.abcdefgh.pt"]
    left = [".metrics.abcd1_gh.json", "notebooks/.06_a.zzzzzzzz.ipynb"]
    for name in [*kept, *left]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    remove_leftovers(Artifacts(tmp_path))
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == {tmp_path / name for name in kept}


def test_a_second_run_is_refused_but_a_run_may_train(tmp_path):
    artifacts = Artifacts(tmp_path / "one")
    with lock_run(artifacts), lock_training(artifacts):
        with (
            pytest.raises(UsageError, match=r"another run is at work in .*one"),
            lock_run(artifacts),
        ):
            pass
        with pytest.raises(UsageError, match="another training"), lock_training(artifacts):
            pass
    with lock_run(artifacts):
        pass
