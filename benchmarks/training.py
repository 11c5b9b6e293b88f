"""How much faster `containerloc train --bfloat16` computes on this CPU, as ratios.

Forward and backward pass of the nano model with its loss, in float32 and, as our trainer does it,
in bfloat16 autocast with channels_last; in turns, so that both meet the same load. No weights, no
images: python benchmarks/training.py
"""

from time import perf_counter
from typing import Any

import torch

from containerloc.model.offline import quiet

SIZES_PX = (320, 640)
BATCH = 4
ROUNDS = 3


def main() -> None:
    """Print a line for each size: ms an image of both, the best of their rounds, and the ratio."""
    print(f"{torch.get_num_threads()} threads, batch {BATCH}, best of {ROUNDS} rounds")
    print("size, px   float32, ms/image   bfloat16, ms/image   ratio")
    for size in SIZES_PX:
        plain, short = _model(), _model().to(memory_format=torch.channels_last)
        batch = _batch(size)
        times = [
            (_seconds(plain, batch, bfloat16=False), _seconds(short, batch, bfloat16=True))
            for _ in range(ROUNDS + 1)
        ][1:]  # the first warms up
        ms = [min(column) / BATCH * 1000 for column in zip(*times, strict=True)]
        print(f"{size:8}   {ms[0]:17.0f}   {ms[1]:18.0f}   {ms[0] / ms[1]:5.2f}")


def _model() -> Any:
    with quiet():
        from ultralytics.cfg import get_cfg
        from ultralytics.nn.tasks import PoseModel

        model = PoseModel("yolo11n-pose.yaml", nc=1, data_kpt_shape=(4, 3), verbose=False)
    model.args = get_cfg()
    return model.train()


def _batch(size_px: int) -> dict[str, torch.Tensor]:
    """Noise with one ID in each image, in the form that Ultralytics' loader gives."""
    corners = [[0.4, 0.45, 2.0], [0.6, 0.45, 2.0], [0.6, 0.55, 2.0], [0.4, 0.55, 2.0]]
    return {
        "img": torch.rand(BATCH, 3, size_px, size_px),
        "batch_idx": torch.arange(BATCH, dtype=torch.float32),
        "cls": torch.zeros(BATCH, 1),
        "bboxes": torch.tensor([[0.5, 0.5, 0.2, 0.1]]).repeat(BATCH, 1),
        "keypoints": torch.tensor([corners]).repeat(BATCH, 1, 1),
    }


def _seconds(model: Any, batch: dict[str, torch.Tensor], *, bfloat16: bool) -> float:
    layout = torch.channels_last if bfloat16 else torch.contiguous_format
    images = batch["img"].contiguous(memory_format=layout)
    start = perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        loss, _ = model({**batch, "img": images})
    loss.sum().backward()
    return perf_counter() - start


if __name__ == "__main__":
    main()
