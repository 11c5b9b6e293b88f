"""RapidOCR (Apache-2.0), recognition only, by the model inside its own package."""

import math
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from containerloc.errors import UsageError
from containerloc.model.reading.reader import TextRead

_BATCH: Final = 8
_THREADS: Final = min(os.cpu_count() or 1, 8)
_NARROWEST_PX: Final = 320  # the model was made for pictures of this width
_STEP_PX: Final = 32
_GREY: Final = 128  # 0 to the model


class RapidReader:
    """Reads pictures of one line; loaded when it is made.

    Pictures are filled up to a multiple of 32 px by grey and read with others of that width: what
    is read of one does not depend on the others. Several batches are read at once, each by one
    thread: a third less work than several threads on one batch.
    """

    height_px = 48

    def __init__(self) -> None:
        import rapidocr
        from rapidocr.ch_ppocr_rec import TextRecInput

        model = _recognition_model(Path(rapidocr.__file__).parent / "models")
        params = {
            "Rec.model_path": str(model),  # one that is given is never looked for on the network
            "Rec.rec_batch_num": _BATCH,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
            "Global.log_level": "error",
        }
        engine: Any = rapidocr.RapidOCR(params=params)
        self._recognize = engine._load_rec_model()
        self._input = TextRecInput
        self.name = f"rapidocr {version('rapidocr')}, {model.stem}"

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> list[TextRead]:
        """What each picture says; an empty text where it says nothing."""
        places: dict[int, list[int]] = defaultdict(list)
        for place, picture in enumerate(pictures):
            width = max(_NARROWEST_PX, math.ceil(picture.shape[1] / _STEP_PX) * _STEP_PX)
            places[width].append(place)
        batches = [
            (width, of_width[at : at + _BATCH])
            for width, of_width in sorted(places.items(), reverse=True)  # the longest first
            for at in range(0, len(of_width), _BATCH)
        ]
        texts = [TextRead("", 0.0)] * len(pictures)
        with ThreadPoolExecutor(_THREADS) as pool:
            read = pool.map(lambda batch: self._read(pictures, *batch), batches)
            for (_, of_batch), of_pictures in zip(batches, read, strict=True):
                for place, text in zip(of_batch, of_pictures, strict=True):
                    texts[place] = text
        return texts

    def _read(
        self, pictures: Sequence[NDArray[np.uint8]], width: int, places: Sequence[int]
    ) -> list[TextRead]:
        filled = [_filled(pictures[place], width) for place in places]
        found: Any = self._recognize(self._input(img=filled))
        return [TextRead(*each) for each in zip(found.txts, found.scores, strict=True)]


def _filled(picture: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The picture as the model wants it, BGR, with grey to its right up to the width."""
    filled = np.full((picture.shape[0], width, 3), _GREY, np.uint8)
    filled[:, : picture.shape[1]] = picture[..., ::-1]
    return filled


def _recognition_model(folder: Path) -> Path:
    models = sorted(folder.glob("*_rec_*.onnx"))
    if not models:
        raise UsageError(
            f"{folder} holds no model that recognises text (*_rec_*.onnx): install rapidocr 3.10 or"
            " newer, whose package brings one"
        )
    return models[0]
