"""Removes the paths of this machine from a finished training, so that it can be shared."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from containerloc.data.files import write_atomically, write_text


def make_portable(train: Path, *, root: Path) -> None:
    """Make the paths in `args.yaml`, the checkpoints and `../data.yaml` relative to `root`.

    Ultralytics writes where data, weights and results lay, absolute, into the first two; and into
    the checkpoints the repository that it ran in. Nothing that a model needs is touched. A path
    outside `root` keeps its name only.
    """
    import torch

    from containerloc.model.checkpoint import read_checkpoint

    for weights in sorted((train / "weights").glob("*.pt")):
        content = read_checkpoint(weights)
        for key in ("train_args", "git"):
            if content.get(key):
                content[key] = _relative(content[key], root)
        model = content.get("ema") or content["model"]
        model.args = _relative(dict(model.args), root)
        model.yaml = _relative(model.yaml, root)
        if getattr(model, "pt_path", None):  # the weights that it was started from
            model.pt_path = _without_root(model.pt_path, root)
        with write_atomically(weights) as temporary:
            torch.save(content, temporary)
    for file in (train.parent / "data.yaml", train / "args.yaml"):  # the last tells `is_portable`
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        kept = yaml.safe_dump(_relative(written, root), sort_keys=False, allow_unicode=True)
        write_text(file, kept)


def is_portable(train: Path) -> bool:
    """Whether `make_portable` came to its end, or has nothing to do."""
    arguments = train / "args.yaml"
    if not arguments.is_file():
        return True
    written = yaml.safe_load(arguments.read_text(encoding="utf-8"))
    return not Path(str(written.get("save_dir", ""))).is_absolute()


def _relative(values: Mapping[str, Any], root: Path) -> dict[str, Any]:
    return {
        key: _without_root(value, root) if isinstance(value, str | Path) else value
        for key, value in values.items()
    }


def _without_root(value: str | Path, root: Path) -> str:
    path = Path(value)
    if not path.is_absolute():
        return str(value)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
