"""Corners as CVAT's skeletons ("CVAT for images 1.1"), to be corrected there and read back.

The task needs a skeleton label for each class, with four points, named TL, TR, BR and BL.
"""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from containerloc.data.files import write_atomically
from containerloc.data.tables import annotation_table, quads_of
from containerloc.errors import DataError
from containerloc.parsing import parse_xml
from containerloc.quads import CORNERS, Floats


def write_cvat(path: Path, labels: pd.DataFrame, images: pd.DataFrame) -> None:
    """Write the labels of some images, each in pixels of the displayed photo.

    `labels` has `image`, `class_name` and the corners, `images` the size of each image that is
    named; images without a label are listed, too. A corner that is NaN is marked as outside.
    """
    root = ElementTree.Element("annotations")
    ElementTree.SubElement(root, "version").text = "1.1"
    quads, rows_of = quads_of(labels), labels.groupby("image", sort=False).indices
    class_names = labels["class_name"].tolist()
    for number, (name, width, height) in enumerate(
        zip(images["image"], images["width_px"], images["height_px"], strict=True)
    ):
        image = _child(root, "image", id=number, name=name, width=width, height=height)
        for row in rows_of.get(name, ()):
            label = class_names[row]
            skeleton = _child(image, "skeleton", label=label, source="file", z_order=0)
            for corner, point in zip(CORNERS, quads[row], strict=True):
                outside, (x, y) = int(np.isnan(point).any()), np.nan_to_num(point)
                place = {"outside": outside, "occluded": 0, "points": f"{x:.6f},{y:.6f}"}
                _child(skeleton, "points", label=corner, source="file", **place)
    ElementTree.indent(root)
    with write_atomically(path) as temporary:
        ElementTree.ElementTree(root).write(temporary, encoding="utf-8", xml_declaration=True)


def _child(parent: ElementTree.Element, tag: str, **attributes: object) -> ElementTree.Element:
    texts = {name: str(value) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, texts)


def read_cvat(path: Path) -> pd.DataFrame:
    """The skeletons of a file: `image`, `line` (from 1 in each image), class and corners, px.

    Corners marked as outside are NaN.

    Raises
    ------
    DataError
        When it is no such file, or a skeleton has other points than TL, TR, BR and BL.
    """
    try:
        root = parse_xml(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as XML: {error}") from error
    if root.tag != "annotations":
        raise DataError(f"{path}: <{root.tag}> is not CVAT's <annotations>")
    return annotation_table(
        (name, line, skeleton.get("label", ""), _quad(skeleton, f"{path}, image `{name}`"))
        for image in root.iter("image")
        for name in [image.get("name", "")]
        for line, skeleton in enumerate(image.iter("skeleton"), 1)
    )


def _quad(skeleton: ElementTree.Element, where: str) -> Floats:
    points = {point.get("label", ""): point for point in skeleton.iter("points")}
    if set(points) != set(CORNERS):
        there = ", ".join(sorted(points)) or "none"
        raise DataError(f"{where}: a skeleton has the points {there}; TL, TR, BR, BL are right")
    return np.array([_point(points[name], where) for name in CORNERS], np.float64)


def _point(point: ElementTree.Element, where: str) -> tuple[float, float]:
    if point.get("outside") == "1":
        return np.nan, np.nan
    try:
        x, y = map(float, point.get("points", "").split(","))
    except ValueError as error:
        raise DataError(
            f"{where}: `{point.get('points')}` is not a point; x,y in pixels is right"
        ) from error
    return x, y
