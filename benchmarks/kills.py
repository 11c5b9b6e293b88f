"""Kill a verb at many moments of its work: is what it leaves whole, gone, and soon as if unkilled?

    python benchmarks/kills.py [--points 20] [VERB ...]

Each verb runs in a small project, undisturbed first; then it is killed (SIGKILL) at moments spread
evenly over that time, in a fresh copy of the project each, and run again. Counted are the moments
after which every file could be read, no process of its lived on, the second run ended well, left
the same as the undisturbed one, and left no temporary file.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil
import yaml
from PIL import Image

QUAD: Final = ((0.2, 0.3), (0.7, 0.32), (0.69, 0.42), (0.19, 0.4))
NAMES: Final = ("one", "two")
TRAIN: Final = {"epochs": 3, "batch": 4, "imgsz": 64, "amp": False, "seed": 0, "workers": 0}
VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "predict": ("predict", "one", "--device", "cpu"),
    "run": ("run", "one", "--resume"),
    "compare": ("compare", "one", "two"),
    "train": ("train", "one", "--device", "cpu", "--out", "trained", "--resume"),
    "labels fix": ("labels", "fix", "data", "--out", "fixed"),
    "synth": (*("synth", "doors", "--train", "6", "--val", "2", "--test", "0"),)
    + ("--height-px", "128", "--jobs", "2"),
    "review": ("review", "one", "--take", "verdicts.csv"),
}
# As `write_atomically` and the trainer call what is not whole yet.
_TEMPORARY: Final = re.compile(r"\..+\.[a-z0-9_]{8}(\.\w+)?|.*\.partial")
_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.+]+")
# Of the hour, of the machine, or of how often something was tried.
_OF_THE_MOMENT: Final = re.compile(
    r"run\.json|.*\.(lock|html|ipynb|cache|png|pt)|val\.json|results\.csv|args\.yaml"
)


@dataclass(frozen=True)
class Fate:
    """What became of a verb that was killed at a moment: an empty text is well."""

    verb: str
    moment_s: float
    fault: str


def build_project(root: Path) -> None:
    """Two experiments with weights on six photos, notebooks that take a second, and verdicts."""
    for number in range(6):
        split = "train" if number % 2 else "val"
        for kind in ("images", "labels"):
            (root / "data" / kind / split).mkdir(parents=True, exist_ok=True)
        coarse = np.random.default_rng(number).integers(0, 255, (6, 8, 3), np.uint8)
        photo = Image.fromarray(coarse).resize((96, 72), Image.Resampling.BICUBIC)
        photo.save(root / "data" / "images" / split / f"door_{number}.jpg")
        corners = " ".join(f"{x:.6f} {y:.6f} 2" for x, y in QUAD)
        label = f"0 0.445 0.36 0.51 0.12 {corners}\n"
        (root / "data" / "labels" / split / f"door_{number}.txt").write_text(label * 2)
    data = {"train": "images/train", "val": "images/val", "kpt_shape": [4, 3], "names": {0: "id"}}
    (root / "data" / "data.yaml").write_text(yaml.safe_dump(data))
    (root / "experiments").mkdir()
    for name in NAMES:
        recipe = {"name": name, "data": "../data/data.yaml", "model": "yolo11n-pose.yaml"}
        text = yaml.safe_dump({**recipe, "train": TRAIN, "predict": {"imgsz": 64}})
        (root / "experiments" / f"{name}.yaml").write_text(text)
    _write_notebooks(root / "notebooks")
    _write_weights(root)
    _write_verdicts(root)


def _write_notebooks(folder: Path) -> None:
    """Stand-ins that save as the real ones do, in a tenth of their time."""
    import nbformat

    from containerloc.run.execute.notebooks import COMPARISON, NAMES

    folder.mkdir()
    one = 'EXPERIMENT = ""\nSPLIT = ""\nDATA = ""\nOUT = ""'
    saves = "from containerloc.run.prepare.session import Selection, open_run\n"
    saves += "open_run(EXPERIMENT, Selection(SPLIT, DATA, OUT)).save({})"
    several = 'EXPERIMENTS = []\nREFERENCE = ""\nSPLIT = ""\nDATA = ""\nOUT = ""\n'
    compares = "from containerloc.run.prepare.comparison import Selection, open_comparison\n"
    compares += "open_comparison(EXPERIMENTS, Selection(SPLIT, DATA, OUT)).save({})"
    sources = dict.fromkeys(NAMES.values(), (f'{one}\nWEIGHTS = ""\nPREDICTIONS = ""', saves))
    sources[COMPARISON["08"]] = (f"{several}SHARED_ONLY = False", compares)
    for name, (parameters, code) in sources.items():
        tagged = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        cells = [tagged, nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")


def _write_weights(root: Path) -> None:
    """The same small untrained model for both experiments."""
    import torch

    from containerloc.model.offline import import_ultralytics

    import_ultralytics()
    from ultralytics.nn.tasks import PoseModel, yaml_model_load

    torch.manual_seed(0)
    layers = yaml_model_load("yolo11n-pose.yaml") | {"scales": {"n": [0.33, 0.0625, 1024]}}
    model = PoseModel(layers, nc=1, data_kpt_shape=[4, 3], verbose=False).half()
    model.names = {0: "id"}
    content = {"model": model, "epoch": -1, "train_args": {"imgsz": 64, "task": "pose"}}
    for name in NAMES:
        weights = root / "artifacts" / "localization" / name / "train" / "weights" / "best.pt"
        weights.parent.mkdir(parents=True)
        torch.save(content, weights)


def _write_verdicts(root: Path) -> None:
    from containerloc.run.files.verdict_file import append_verdicts

    rows = [
        {"split": "val", "image": f"door_{number}.jpg", "object": "line 1", "verdict": "ambiguous"}
        for number in (0, 2, 4)
    ]
    append_verdicts(root / "verdicts.csv", rows)


def start(argv: Sequence[str], project: Path) -> subprocess.Popen[bytes]:
    """Call a verb in the project's folder; what it says goes to a file there."""
    with (project / "said.txt").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-c", "from containerloc.cli import main; main()", *argv],
            cwd=project,
            stdout=said,
            stderr=said,
        )


def finished(argv: Sequence[str], project: Path) -> int:
    """The exit code of a verb that nobody disturbs."""
    return start(argv, project).wait(timeout=600)


def killed(argv: Sequence[str], project: Path, moment_s: float) -> list[psutil.Process]:
    """Kill a verb after so many seconds; returns those of its processes that live on."""
    process = start(argv, project)
    time.sleep(moment_s)
    family: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    return psutil.wait_procs(family, timeout=20)[1]


def broken_files(folder: Path) -> list[str]:
    """The files that cannot be read whole; names of temporary ones do not count."""
    broken = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(_TEMPORARY.fullmatch(p) for p in path.parts):
            try:
                _read(path)
            except Exception as error:
                broken.append(f"{path.relative_to(folder)}: {type(error).__name__}")
    return broken


def _read(path: Path) -> None:
    if path.suffix == ".json":
        json.loads(path.read_text(encoding="utf-8"))
    elif path.suffix == ".ipynb":
        import nbformat

        nbformat.validate(nbformat.read(path, as_version=4))
    elif path.suffix == ".html":
        assert path.read_text(encoding="utf-8").rstrip().endswith(("</html>", "</p>")), "cut off"
    elif path.suffix in (".parquet", ".csv"):
        import pandas as pd

        (pd.read_csv if path.suffix == ".csv" else pd.read_parquet)(path)
    elif path.suffix in (".png", ".jpg"):
        with Image.open(path) as image:
            image.load()
    elif path.suffix == ".pt":
        import torch

        torch.load(path, weights_only=False)


def left(project: Path) -> dict[str, Any]:
    """What a verb left, by path: what does not depend on the moment."""
    return {
        path.relative_to(project).as_posix(): "of the moment"
        if _OF_THE_MOMENT.fullmatch(path.name)
        else _TIME.sub(b"", path.read_bytes())
        for path in project.rglob("*")
        if path.is_file() and path.name != "said.txt"
    }


def leftovers(project: Path) -> list[str]:
    """The temporary files of a project."""
    paths = [path.relative_to(project) for path in project.rglob("*") if path.is_file()]
    return [path.as_posix() for path in paths if any(map(_TEMPORARY.fullmatch, path.parts))]


def fates(name: str, points: int, template: Path) -> list[Fate]:
    """What becomes of a verb when it is killed at `points` moments."""
    argv = VERBS[name]
    with tempfile.TemporaryDirectory() as scratch:
        whole = shutil.copytree(template, Path(scratch) / "project")
        begun = time.perf_counter()
        code = finished(argv, whole)
        length_s = time.perf_counter() - begun
        if code:
            said = (whole / "said.txt").read_text()
            raise SystemExit(f"{name} ends with {code} undisturbed: {said}")
        right = left(whole)
        shutil.rmtree(whole)
        moments = [length_s * (place + 0.5) / points for place in range(points)]
        found = []
        for moment in moments:
            project = shutil.copytree(template, Path(scratch) / "project")  # some name their place
            found.append(Fate(name, moment, _fault(argv, project, moment, right)))
            shutil.rmtree(project)
        return found


def without_predictions(template: Path, copy: Path) -> Path:
    """The project before its first experiment predicted."""
    shutil.copytree(template, copy)
    shutil.rmtree(copy / "artifacts" / "localization" / "one" / "predictions")
    return copy


def _fault(argv: Sequence[str], project: Path, moment_s: float, right: Mapping[str, Any]) -> str:
    alive = killed(argv, project, moment_s)
    if alive:
        for each in alive:
            each.kill()
        return f"{len(alive)} processes live on"
    if broken := broken_files(project):
        return f"half a file: {', '.join(broken)}"
    done_before = argv[:2] == ("labels", "fix") and (project / "fixed").exists()
    code = finished(argv, project)
    said = (project / "said.txt").read_text()
    if code != (2 if done_before else 0) or "Traceback" in said:
        return f"the second run ended with {code}: {said.strip().splitlines()[-1:]}"
    again = left(project)
    if temporary := leftovers(project):
        return f"left over: {', '.join(temporary)}"
    differing = [name for name in {*again, *right} if again.get(name) != right.get(name)]
    return f"differs from an undisturbed run: {', '.join(sorted(differing))}" if differing else ""


def main() -> int:
    """Print how many moments each verb survived, and what went wrong at the others."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("verbs", nargs="*", metavar="VERB", help=", ".join(VERBS))
    parser.add_argument("--points", type=int, default=20)
    options = parser.parse_args()
    fallen = 0
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "template"
        template.mkdir()
        build_project(template)
        if any(finished(("predict", name, "--device", "cpu"), template) for name in NAMES):
            raise SystemExit((template / "said.txt").read_text())
        (template / "said.txt").unlink()
        unpredicted = without_predictions(template, Path(scratch) / "unpredicted")
        for name in options.verbs or VERBS:
            base = unpredicted if name == "predict" else template
            found = fates(name, options.points, base)
            bad = [fate for fate in found if fate.fault]
            fallen += len(bad)
            print(f"{name}: {len(found)} tried, {len(found) - len(bad)} held, {len(bad)} fell")
            for fate in bad:
                print(f"    after {fate.moment_s:.2f} s: {fate.fault}", flush=True)
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
