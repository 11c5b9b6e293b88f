"""Ultralytics' pose trainer with the experiment's schedule and fresh images.

Imports Ultralytics, so import it late.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from ultralytics.engine import trainer
from ultralytics.models.yolo import pose
from ultralytics.utils import RANK

from containerloc.experiment.schedule import Schedule, rate_share
from containerloc.model.label_cache import safe_label_cache
from containerloc.model.offline import import_ultralytics
from containerloc.model.trainer_options import end_with_training, options_here
from containerloc.model.window import WindowDataset
from containerloc.model.window_record import record_window

# Ultralytics is typed in part only, and wrongly where attributes start as None.
_engine: Any = trainer
_PoseTrainer: Any = pose.PoseTrainer


class CornerTrainer(_PoseTrainer):  # type: ignore[misc]
    """Trains a pose model; schedule with restarts, bfloat16 on CPU, checkpoints written whole."""

    last: Path
    best: Path

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        import_ultralytics()
        options = options_here()
        end_with_training(options.process)
        self.restart_epochs, self.fresh = options.restart_epochs, options.fresh
        self.bfloat16 = options.bfloat16
        super().__init__(*args, **kwargs)

    def _setup_scheduler(self) -> None:
        super()._setup_scheduler()  # linear, or a cosine over all epochs with `cos_lr`
        if self.restart_epochs:
            schedule = Schedule("cosine_restarts", self.restart_epochs)
            self.lf = rate_share(schedule, epochs=self.epochs, final=self.args.lrf)
            self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lr_lambda=self.lf)

    def _setup_train(self) -> None:
        # Ultralytics' own check of mixed precision downloads another model and a picture.
        original = _engine.check_amp
        _engine.check_amp = _amp_works
        try:
            super()._setup_train()
        finally:
            _engine.check_amp = original
        self.bfloat16 = self.bfloat16 and self.device.type == "cpu"
        if self.bfloat16:
            self.model.to(memory_format=torch.channels_last)
        _drop_epochs_after(self.csv, self.start_epoch)

    def build_dataset(self, img_path: str, mode: str = "train", batch: int | None = None) -> Any:
        """The data set of a split: a window of fresh images to train on, where they are drawn."""
        if mode != "train" or not self.fresh:
            with safe_label_cache():
                return super().build_dataset(img_path, mode, batch)
        # `cache` of the recipe is for the validation images: these change.
        return WindowDataset(
            Path(img_path),
            self.fresh["images"],
            task="pose",
            data=self.data,
            hyp=self.args,
            imgsz=self.args.imgsz,
            batch_size=batch,
            augment=True,
            prefix="train: ",
        )

    def _model_train(self) -> None:
        super()._model_train()  # called at the start of each epoch
        if self.fresh:
            self._renew_window(self.fresh)

    def _renew_window(self, fresh: Mapping[str, int]) -> None:
        """Show the newest images, the same in every process of a training on several GPUs."""
        window, first = self.train_loader.dataset, RANK in (-1, 0)
        agreed: list[Any] = [window.newest() if first else None]
        if RANK != -1:
            distributed.broadcast_object_list(agreed, src=0)
        window.show(agreed[0])
        if first:
            window.delete_old()
            record_window(self.save_dir, fresh, self.epoch, agreed[0])

    def preprocess_batch(self, batch: dict[str, Any]) -> dict[str, Any]:
        """The batch as the model wants it; called inside the trainer's own autocast context."""
        batch = super().preprocess_batch(batch)
        if self.bfloat16:
            # Ultralytics' `amp` refuses the CPU and enters autocast switched off. Switched on
            # here, it holds for this forward pass: leaving that context restores what was before.
            torch.set_autocast_dtype("cpu", torch.bfloat16)
            torch.set_autocast_enabled("cpu", True)
            batch["img"] = batch["img"].contiguous(memory_format=torch.channels_last)
        return batch

    def save_model(self) -> bool:
        """Write `last.pt` and `best.pt` under temporary names, so that a kill leaves no half."""
        names = self.last, self.best
        self.last, self.best = (path.with_suffix(".partial") for path in names)
        try:
            saved: bool = super().save_model()
            for path, partial in zip(names, (self.last, self.best), strict=True):
                if partial.exists():
                    partial.replace(path)
        finally:
            self.last, self.best = names
        return saved


def _amp_works(model: Any) -> bool:
    """Whether mixed precision gives this model finite numbers on its device."""
    device = next(model.parameters()).device
    if device.type != "cuda":
        return False
    mode = model.training
    with torch.no_grad(), torch.autocast(device.type):
        outputs = model.eval()(torch.rand(1, 3, 256, 256, device=device))[0]
    model.train(mode)
    return bool(torch.isfinite(outputs).all())


def _drop_epochs_after(csv: Path, epoch: int) -> None:
    """Keep the first `epoch` epochs: one killed between row and checkpoint is trained again."""
    if epoch and csv.exists():
        lines = csv.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines[1:] if int(float(line.split(",")[0])) <= epoch]
        csv.write_text("".join(lines[:1] + kept), encoding="utf-8")
