# mypy: untyped-calls-exclude="distributed,nbformat"
"""Workers of a Dask cluster: the same tasks as on this machine, by whoever answers an address.

The cluster does what tasks it is given, and so does everybody who reaches its scheduler: an
address is trusted as this machine is. What tasks leave is written by this process alone.
"""

import logging
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Final

from containerloc.data.files import write_atomically
from containerloc.errors import ContainerlocError, UsageError, reason
from containerloc.quoting import markdown_text
from containerloc.run.execute.apart import Apart, Left, keep, run_apart
from containerloc.run.execute.notebooks import Notebook
from containerloc.run.execute.processes import Execution, Workers
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.source import source_hash
from containerloc.run.prepare.provenance import package_versions
from containerloc.run.prepare.shards import Spread

_log = logging.getLogger(__name__)

LOCAL: Final = "local"  # in place of an address: a cluster of this machine's cores
_PATIENCE_S: Final = 20.0  # for a scheduler, and for its first worker


@contextmanager
def opened_workers(dask: str, *, jobs: int = 1) -> "Iterator[Workers | ClusterWorkers]":
    """This machine's processes, `jobs` at a time, or the workers of the cluster at an address.

    Raises
    ------
    UsageError
        When dask.distributed is not installed, nobody answers, there is no worker, or one of them
        has other versions: their numbers would not be those of one machine.
    """
    if not dask:
        workers: Workers | ClusterWorkers = Workers(jobs)
        try:
            yield workers
        finally:
            workers.stop()
        return
    with _client(dask) as client:
        workers = ClusterWorkers(client)
        try:
            yield workers
        finally:
            workers.stop()


def spread_over(workers: "Workers | ClusterWorkers") -> Spread:
    """Photos shared by the workers of a cluster; on this machine, one model takes them all."""
    return Spread(workers.map, workers.slots if isinstance(workers, ClusterWorkers) else 0)


class ClusterWorkers:
    """The workers behind a `distributed.Client`.

    A task whose worker dies is given to another one, up to three times, as Dask does it.
    """

    def __init__(self, client: Any) -> None:
        known = _wait_for_workers(client)
        _refuse_others(client)
        self._client, self._futures = client, set[Any]()
        self.slots = sum(each["nthreads"] for each in known.values())
        _log.info(f"cluster: {len(known)} workers at {client.scheduler.address}")

    def map(self, function: Callable[[Any], Any], shards: Sequence[Any]) -> list[Any]:
        """The result of each shard, in their order; what fails there is tried once more here."""
        futures = self._client.map(function, shards, pure=False)
        self._futures.update(futures)
        return [
            self._result(future, function, shard)
            for future, shard in zip(futures, shards, strict=True)
        ]

    def _result(self, future: Any, function: Callable[[Any], Any], shard: Any) -> Any:
        from distributed import KilledWorker

        try:
            return future.result()
        except ContainerlocError:
            raise
        except KilledWorker as error:
            raise UsageError(f"cluster: {_killed(error)}") from error
        except Exception as error:
            _log.warning(f"cluster: a task failed and is done here: {reason(error)}")
            return function(shard)
        finally:
            self._futures.discard(future)

    def executed(
        self,
        notebook: Notebook,
        parameters: Mapping[str, Any],
        where: Artifacts,
        reads: Sequence[Artifacts] = (),
    ) -> Execution:
        """Run the notebook on some worker, and write here what it leaves."""
        from distributed import KilledWorker

        start = perf_counter()
        job = Apart(notebook, parameters, where, tuple(reads), str(notebook.working_folder))
        future = self._client.submit(run_apart, job, pure=False)
        self._futures.add(future)
        try:
            left: Left = future.result()
        except KilledWorker as error:
            return _crashed(notebook, where, _killed(error), start)
        except Exception as error:
            return _crashed(notebook, where, reason(error), start)
        finally:
            self._futures.discard(future)
        keep(left, where, notebook.name.split("_")[0])
        return left.execution

    def stop(self) -> None:
        """Take back what waits; a notebook at work on a worker ends there, and leaves nothing."""
        self._client.cancel(list(self._futures))


def _crashed(notebook: Notebook, where: Artifacts, error: str, start: float) -> Execution:
    import nbformat

    text = f"**Stopped:** {markdown_text(error)}"
    crash = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    with write_atomically(where.notebooks / notebook.path.name) as temporary:
        nbformat.write(crash, temporary)
    (where.notebooks / f"{notebook.name}.html").unlink(missing_ok=True)
    return Execution(error, "", perf_counter() - start)


def _killed(error: Any) -> str:
    return f"the workers that had this task died, one after the other ({reason(error)})"


@contextmanager
def _client(dask: str) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(
            "--dask needs dask.distributed: pip install 'containerloc[cluster]'"
        ) from error
    if dask == LOCAL:
        quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.ERROR}
        with LocalCluster(threads_per_worker=1, **quiet) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(dask, timeout=_PATIENCE_S)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"--dask {dask}: no cluster answers: {reason(error)}; `{LOCAL}` or the address of a "
            "scheduler, such as tcp://host:8786, is right"
        ) from error
    with client:
        yield client


def _wait_for_workers(client: Any) -> Mapping[str, Any]:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError as error:
        raise UsageError(
            f"cluster: {client.scheduler.address} has no worker; start some"
        ) from error
    known: Mapping[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return known


def _refuse_others(client: Any) -> None:
    """UsageError where a worker would compute other numbers: other code, or other packages."""
    try:
        said = client.run(identity)
    except Exception as error:
        raise UsageError(f"cluster: a worker cannot run containerloc: {reason(error)}") from error
    own = identity()
    for worker, theirs in said.items():
        for name, value in own.items():
            if theirs.get(name) != value:
                raise UsageError(
                    f"cluster: worker {worker} has {name} {theirs.get(name)}, here it is {value}; "
                    "install the same on all machines"
                )


def identity() -> dict[str, str | None]:
    """What has to be the same on all machines."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **package_versions(), "code of containerloc": source_hash()[:12]}
