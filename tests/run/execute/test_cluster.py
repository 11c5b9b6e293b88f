"""Workers of a cluster leave what one machine leaves; what dies or fails is done elsewhere."""

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from containerloc.errors import DataError, UsageError
from containerloc.run.execute import cluster
from containerloc.run.execute.plan import Request
from containerloc.run.execute.processes import Workers
from containerloc.run.execute.runner import run_experiments
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.prepare.inputs import Selection

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
QUIET: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "silence_logs": 50}
WRITES = """\
    from pathlib import Path
    from containerloc.experiment.experiment import load_experiment
    from containerloc.run.files.artifacts import artifacts_of
    from containerloc.run.files.json_files import update_findings, update_metrics
    from containerloc.data.files import write_text
    here = artifacts_of(load_experiment(EXPERIMENT), OUT)
    update_metrics(here, "{number}", {{"of_{number}": {{"value": int("{number}") / 7}}}})
    found = {{"code": "a", "severity": "info", "sentence": str(here.folder)}}
    update_findings(here, "{number}", [found])
    write_text(here.folder / "from_{number}.txt", "more")
    here.per_class.unlink(missing_ok=True)
    """


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two workers in this process."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        **QUIET,
    ) as two:
        yield two.scheduler_address


def left_by(folder: Path) -> dict[str, Any]:
    """What a run left, without times and what says them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("[!.]*"))
        if path.is_file() and path.suffix in (".txt", ".csv", ".json") and path.name != "run.json"
    }


def statuses(**more: Any) -> list[dict[str, str]]:
    request = Request(("one", "two"), Selection(predictions=""), **more)
    return [dict(outcome.status) for outcome in run_experiments(request)]


@pytest.mark.notebook
def test_two_workers_leave_what_one_machine_leaves(
    project, write_experiment, write_notebook, address
) -> None:
    write_experiment("two")
    for number in ("05", "06"):
        write_notebook(number, WRITES.format(number=number))
    everything = project / "artifacts" / "localization"
    for name in ("one", "two"):
        given = Selection(predictions="predictions.json")
        run_experiments(Request((name,), given, only=("06",)))
        (everything / name / "per_class.csv").write_text("of an earlier run")
    done = statuses(only=("05", "06"))
    assert {word for each in done for word in each.values()} == {"ok"}
    here = left_by(everything)
    for name in ("one", "two"):
        Artifacts(everything / name).metrics.unlink()
        (everything / name / "per_class.csv").write_text("of an earlier run")
    assert statuses(dask=address, only=("05", "06")) == done
    assert left_by(everything) == here
    assert not list(everything.rglob("per_class.csv"))
    executed = next((everything / "two" / "notebooks").glob("06*.ipynb")).read_text()
    assert "/cloc" not in executed


@pytest.mark.notebook
def test_a_notebook_that_fails_there_loses_no_other(project, write_notebook, address) -> None:
    write_notebook("06", "1 / 0")
    request = Request(("one",), Selection(predictions="predictions.json"), dask=address)
    (outcome,) = run_experiments(request)
    assert sorted(outcome.status.values()) == ["failed", "ok", "ok"]
    record = json.loads(outcome.artifacts.run_record.read_text())
    assert any("ZeroDivisionError" in each["error"] for each in record["notebooks"].values())


def _fails_elsewhere(shard: int) -> int:
    if _AT_HOME != "here" or shard < 0:
        raise DataError(f"shard {shard}")
    return shard


_AT_HOME = "here"


def _odd_error_there(shard: int) -> int:
    from distributed import get_worker

    try:
        get_worker()
    except ValueError:
        return shard  # done here
    raise OSError("no room")


def test_results_come_in_order_and_a_failed_shard_is_done_here(address, caplog) -> None:
    with cluster.opened_workers(address) as workers:
        assert workers.map(abs, [-3, 2, -1]) == [3, 2, 1]
        assert workers.map(_odd_error_there, [1, 2]) == [1, 2]
        assert "a task failed and is done here: no room" in caplog.text
        with pytest.raises(DataError, match="shard -1"):
            workers.map(_fails_elsewhere, [1, -1])
        assert workers.slots == 2


def test_what_is_no_cluster_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_S", 0.5)
    for wrong in ("tcp://127.0.0.1:9", "nonsense://x", "a b"):
        with pytest.raises(UsageError, match="no cluster answers"), cluster.opened_workers(wrong):
            pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"containerloc\[cluster\]"),
        cluster.opened_workers("local"),
    ):
        pass
    with cluster.opened_workers("", jobs=3) as workers:
        assert isinstance(workers, Workers)
        assert workers.slots == 3


def test_workers_with_other_versions_are_refused(address, monkeypatch) -> None:
    there_and_here = lambda: {"numpy": threading.current_thread().name}  # noqa: E731
    monkeypatch.setattr(cluster, "identity", there_and_here)
    with pytest.raises(UsageError, match="has numpy"), cluster.opened_workers(address):
        pass


def _dies_once(marker: str) -> int:
    path = Path(marker)
    if not path.exists():
        path.touch()
        os._exit(9)
    return 7


@pytest.mark.slow
def test_a_task_whose_worker_dies_is_done_by_another(tmp_path: Path) -> None:
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, **QUIET) as two,
        cluster.opened_workers(two.scheduler_address) as workers,
    ):
        assert workers.map(_dies_once, [str(tmp_path / "died")]) == [7]
