"""Files as nobody should write them, by the reader that meets them: the table of `test_bad_files`.

Each is what a file holds, or None for a folder in its place. `{...}` in a text stays as it is.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

Content = str | bytes | None

NOT_TEXT: Mapping[str, Content] = {
    "a folder": None,
    "not UTF-8": b"\xff\xfe\x00a: \x80",
    "zeros": bytes(200),
    "random bytes": np.random.default_rng(0).bytes(300),
    "empty": "",
}
EXPERIMENT = "name: one\ndata: ../data/data.yaml\nmodel: yolo11n-pose.yaml\n"
EXPERIMENTS: Mapping[str, Content] = {
    **NOT_TEXT,
    "a list": "- 1\n- 2\n",
    "not closed": "name: [",
    "a tab": "name:\tone\n\ttrain: 1\n",
    "two documents": f"{EXPERIMENT}---\n{EXPERIMENT}",
    "a key twice": f"{EXPERIMENT}name: two\n",
    "an object of Python": f"{EXPERIMENT}description: !!python/object/apply:os.getcwd []\n",
    "an unknown anchor": f"{EXPERIMENT}train: *gone\n",
    "contains itself": f"{EXPERIMENT}train: &a\n  epochs: *a\n",
    "nested deep": f"{EXPERIMENT}train: {'[' * 3000}{']' * 3000}\n",
    "a list as key": f"{EXPERIMENT}? [1, 2]\n: 3\n",
    "a NUL in a path": EXPERIMENT.replace("../data/data.yaml", '"a\\0b"'),
    "a NUL in the base": f'base: "a\\0b"\n{EXPERIMENT}',
    "a base that is a folder": f"base: .\n{EXPERIMENT}",
    "a base that is itself": f"base: one.yaml\n{EXPERIMENT}",
    "a long base": f"base: {'x' * 5000}\n{EXPERIMENT}",
    "a date as name": EXPERIMENT.replace("name: one", "name: 2024-01-01"),
    "epochs of 5000 digits": f"{EXPERIMENT}train: {{epochs: {'9' * 5000}}}\n",
    "a target of 400 digits": f"{EXPERIMENT}targets: {{mde_px: {{below: {'9' * 400}}}}}\n",
    "a target that is infinite": f"{EXPERIMENT}targets: {{mde_px: {{below: .inf}}}}\n",
    "a target that is no number": f"{EXPERIMENT}targets: {{mde_px: {{below: .nan}}}}\n",
    "targets as text": f"{EXPERIMENT}targets: low\n",
    "a rate that is no number": f"{EXPERIMENT}train: {{lr0: .nan}}\n",
    "negative epochs": f"{EXPERIMENT}train: {{epochs: -5}}\n",
    "an unknown optimizer": f"{EXPERIMENT}train: {{optimizer: Adamm}}\n",
    "a probability of 2": f"{EXPERIMENT}train: {{fliplr: 2}}\n",
    "train as a list": f"{EXPERIMENT}train: [1]\n",
    "train of nothing": f"{EXPERIMENT}train:\n",
    "conf that is no number": f"{EXPERIMENT}predict: {{conf: .nan}}\n",
    "imgsz of 0": f"{EXPERIMENT}predict: {{imgsz: 0}}\n",
    "restarts of 0": f"{EXPERIMENT}schedule: {{kind: cosine_restarts, restart_epochs: 0}}\n",
    "an unknown schedule": f"{EXPERIMENT}schedule: {{kind: sawtooth}}\n",
}
DATA = "train: images/train\nval: images/val\nkpt_shape: [4, 3]\nnames: {0: id}\n"
DATA_YAMLS: Mapping[str, Content] = {
    **NOT_TEXT,
    "a list": "- train\n- val\n",
    "a key twice": f"{DATA}val: images/train\n",
    "no val": DATA.replace("val: images/val\n", ""),
    "a folder that is a file": f"path: data.yaml\n{DATA}",
    "a folder with NUL": f'path: "a\\0b"\n{DATA}',
    "a split of 5000 letters": DATA.replace("images/val", "x" * 5000),
    "a split with NUL": DATA.replace("images/val", '"a\\0b"'),
    "a split that is a number": DATA.replace("images/val", "3"),
    "a split that maps": DATA.replace("images/val", "{a: 1}"),
    "a split that is data.yaml": DATA.replace("images/val", "data.yaml"),
    "three keypoints": DATA.replace("[4, 3]", "[3, 3]"),
    "keypoints as text": DATA.replace("[4, 3]", "many"),
    "300 million classes": DATA.replace("names: {0: id}", "nc: 300000000"),
    "classes from 1": DATA.replace("0: id", "1: id"),
    "classes that are lists": DATA.replace("{0: id}", "{[1]: id}"),
    "names as text": DATA.replace("{0: id}", "id"),
    "nested deep": f"{DATA}x: {'[' * 3000}{']' * 3000}\n",
}
LABEL = "0 0.5 0.5 0.5 0.25 0.25 0.375 2 0.75 0.375 2 0.75 0.625 2 0.25 0.625 2\n"
LABELS: Mapping[str, Content] = {
    name: content for name, content in NOT_TEXT.items() if name not in ("empty", "zeros")
} | {
    "words": "here be dragons\n",
    "one column too few": LABEL.replace(" 2\n", "\n"),
    "a class of 1e300": LABEL.replace("0 ", "1e300 ", 1),
    "a class that is no number": LABEL.replace("0 ", "nan ", 1),
    "a number of 5000 digits": LABEL.replace("0.75", "9" * 5000, 1),
    "infinity": LABEL.replace("0.75", "inf", 1),
    "pixels": LABEL.replace("0.75", "750", 1),
    "another script's digits": LABEL.replace("0.75", "٠٫٧٥x", 1),
}


def picture(kind: str, size: tuple[int, int] = (96, 72), mode: str = "RGB", **more: Any) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, kind, **more)
    return stream.getvalue()


PICTURES: Mapping[str, Content] = {
    **NOT_TEXT,
    "cut off": picture("JPEG")[:-80],
    "a web page": "<!DOCTYPE html><html><body>404</body></html>",
    "a Git LFS pointer": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "a PNG's header alone": picture("PNG")[:30],
    "a TIFF cut off": picture("TIFF")[:60],
    "a GIF": picture("GIF"),
    "of 1 px": picture("PNG", (1, 1)),
    "a PNG that says it is huge": picture("PNG").replace(
        b"\0\0\0\x60\0\0\0\x48", b"\x7f\xff\xff\xff" * 2
    ),
}
ENTRY: Mapping[str, Any] = {
    "image_id": "door_0",
    "file_name": "door_0.jpg",
    "category_id": 1,
    "bbox": [19.0, 21.0, 48.0, 9.0],
    "score": 0.9,
    "keypoints": [19.0, 21.0, 0.9, 67.0, 23.0, 0.9, 66.0, 30.0, 0.9, 18.0, 28.0, 0.9],
}


def entries(**changed: Any) -> str:
    return json.dumps([{**ENTRY, **changed}])


PREDICTIONS: Mapping[str, Content] = {
    **NOT_TEXT,
    "not closed": '[{"image_id": ',
    "nested deep": "[" * 100_000,
    "a number": "3",
    "an empty list": "[]",
    "a list of lists": "[[]]",
    "nothing in an entry": "[{}]",
    "a score of 400 digits": entries().replace("0.9,", "9" * 400 + ",", 1),
    "a score that is text": entries(score="high"),
    "a score that is no number": entries(score=float("nan")),
    "a score of 2": entries(score=2),
    "a class of 2**70": entries(category_id=2**70),
    "a class that is text": entries(category_id="id"),
    "a name that is a list": entries(file_name=[1]),
    "a name of 5000 digits": entries(file_name="9" * 5000),
    "a name of half a character": entries(file_name="\ud800"),
    "a name with NUL": entries(file_name="a\0b"),
    "a photo that is not there": entries(file_name="other.jpg", image_id="other"),
    "a box of text": entries(bbox=["a"] * 4),
    "a box of 3 numbers": entries(bbox=[1, 2, 3]),
    "three corners": entries(keypoints=[1.0] * 9),
    "corners of text": entries(keypoints=["a"] * 12),
    "infinite corners": entries(keypoints=[float("inf")] * 12),
    "corners whose squares overflow": entries(keypoints=[1e308] * 12),
    "no corners": entries(keypoints=None),
    "segments": json.dumps([{"image_id": 1, "segmentation": [[1, 2]], "score": 0.5}]),
}
PARQUETS: Mapping[str, Mapping[str, Any]] = {
    "text in a corner": {"tl_x_px": "abc"},
    "infinity in a corner": {"tl_x_px": float("inf")},
    "a corner whose square overflows": {"tl_x_px": 1e308},
    "half a corner": {"tl_x_px": float("nan")},
    "no class": {"class_id": float("nan")},
    "a confidence of 2": {"confidence": 2.0},
    "no confidence": {"confidence": None},
    "an unlisted photo": {"image": "other.jpg"},
    "a photo that is a number": {"image": 3},
}
RECORDS: Mapping[str, Any] = {
    "images of numbers": {"images": [1, 2]},
    "images of lists": {"images": [[1]]},
    "made_by a list": {"made_by": []},
    "skipped numbers": {"made_by": {"skipped": [1]}},
    "skipped without a name": {"made_by": {"skipped": [{"x": 1}]}},
    "skipped as text": {"made_by": {"skipped": "all"}},
    "no hash": {"parquet_sha256": None},
    "another hash": {"parquet_sha256": "0" * 64},
}
ARGS = "epochs: 3\nlr0: 0.01\nlrf: 0.01\nwarmup_epochs: 3\npatience: 5\nbatch: 2\n"
ARGUMENTS: Mapping[str, Content] = {
    **{name: content for name, content in NOT_TEXT.items() if name != "empty"},
    "a list": "- 1\n",
    "nested deep": "[" * 3000,
    "a key twice": f"{ARGS}epochs: 4\n",
}
RESULTS: Mapping[str, Content] = {
    **NOT_TEXT,
    "no epoch": "time,lr/pg0\n1,0.1\n",
    "only a header": "epoch,time,lr/pg0\n",
    "a line of other length": "epoch,time,lr/pg0\n1,1,0.1\n2,2\n3,3,0.1\n",
    "words": "epoch,time,lr/pg0\none,1,0.1\n",
    "an infinite epoch": "epoch,time,lr/pg0\ninf,1,0.1\n",
    "a quotation mark": 'epoch,time,lr/pg0\n"1,1,0.1\n2,2,0.1\n',
    "an epoch of 1e300": "epoch,time,lr/pg0\n1e300,1,0.1\n",
    "two columns of one name": "epoch,time,time\n1,1,1\n",
}
JSONS: Mapping[str, Content] = {
    **NOT_TEXT,
    "not closed": "{",
    "nested deep": "[" * 100_000,
    "another kind": "3",
    "null": "null",
}
METRICS: Mapping[str, Content] = {
    **JSONS,
    "a number that is null": '{"mde_px": null}',
    "a number that is text": '{"mde_px": {"value": "x"}}',
    "a number that is a list": '{"mde_px": [1]}',
}
FINDINGS: Mapping[str, Content] = {
    **JSONS,
    "numbers": "[1]",
    "no sentence": '[{"code": "a", "severity": "error"}]',
    "an unknown severity": '[{"code": "a", "severity": "loud", "sentence": "b"}]',
    "evidence that is text": '[{"code":"a","severity":"info","sentence":"b","evidence":"c"}]',
}
RUN_RECORDS: Mapping[str, Content] = {
    **JSONS,
    "notebooks of text": '{"notebooks": {"06": "ok"}}',
    "an experiment that is a number": '{"experiment": 3}',
}
PER_LABEL: Mapping[str, Content] = {
    **NOT_TEXT,
    "no columns": "a,b\n1,2\n",
    "words": "image,detected,error_px\na,True,far\n",
}
COCO = {"images": [{"id": 1, "file_name": "door_0.jpg"}], "annotations": []}


def coco(**annotation: Any) -> str:
    return json.dumps({**COCO, "annotations": [{"image_id": 1, **annotation}]})


COCOS: Mapping[str, Content] = {
    **JSONS,
    "a list": "[]",
    "no image": '{"images": [], "annotations": [{"image_id": 1, "keypoints": []}]}',
    "corners that are a number": coco(keypoints=5),
    "corners that are null": coco(keypoints=None),
    "corners of text": coco(keypoints=["a"] * 12),
    "an image that is a list": coco(keypoints=[1] * 12, image_id=[1]),
    "three corners": coco(keypoints=[1] * 9),
}
CVATS: Mapping[str, Content] = {
    **NOT_TEXT,
    "not closed": "<annotations>",
    "another root": "<html/>",
    "an unknown encoding": '<?xml version="1.0" encoding="nope"?><annotations/>',
    "entities": '<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>',
    "a point of text": '<annotations><image name="door_0.jpg" width="96" height="72"><skeleton '
    'label="container_id">'
    + "".join(f'<points label="{c}" points="a,b"/>' for c in ("TL", "TR", "BR", "BL"))
    + "</skeleton></image></annotations>",
}
ATTRIBUTES: Mapping[str, Content] = {
    **NOT_TEXT,
    "no column image": "photo,rain\ndoor_0.jpg,1\n",
    "a row without an image": "image,rain\n,1\n",
    "an image twice": "image,rain\ndoor_0.jpg,1\ndoor_0.jpg,2\n",
    "a quote that is not closed": 'image,rain\n"door_0.jpg,1\n',
}
NOTEBOOKS: Mapping[str, Content] = {
    **{name: content for name, content in JSONS.items() if content is not None},
    "no cells": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "an old format": '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "a format of tomorrow": '{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    "cells that are numbers": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
    "no parameters": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
}
