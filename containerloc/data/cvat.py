"""Corners as CVAT's skeletons ("CVAT for images 1.1"), to be corrected there and read back.

The task needs a skeleton label with four points, named TL, TR, BR and BL.
"""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from containerloc.data.files import write_atomically
from containerloc.data.tables import quad_columns, quads_of
from containerloc.errors import DataError
from containerloc.quads import CORNERS, Floats

LABEL = "container_id"


def write_cvat(path: Path, labels: pd.DataFrame, images: pd.DataFrame) -> None:
    """Write the labels of some images, each in pixels of the displayed photo.

    `labels` has `image` and the corners, `images` the size of each image that is named; an image
    without a label comes, too. A corner that is NaN is marked as outside.
    """
    root = ElementTree.Element("annotations")
    ElementTree.SubElement(root, "version").text = "1.1"
    quads, of_image = quads_of(labels), labels.groupby("image", sort=False).indices
    for number, row in enumerate(images.to_dict("records")):
        element = ElementTree.SubElement(
            root,
            "image",
            {
                "id": str(number),
                "name": str(row["image"]),
                "width": str(int(row["width_px"])),
                "height": str(int(row["height_px"])),
            },
        )
        for place in of_image.get(row["image"], ()):
            _skeleton(element, quads[place])
    ElementTree.indent(root)
    with write_atomically(path) as temporary:
        ElementTree.ElementTree(root).write(temporary, encoding="utf-8", xml_declaration=True)


def _skeleton(image: ElementTree.Element, quad: Floats) -> None:
    skeleton = ElementTree.SubElement(
        image, "skeleton", {"label": LABEL, "source": "file", "z_order": "0"}
    )
    for name, point in zip(CORNERS, quad, strict=True):
        missing = bool(np.isnan(point).any())
        x, y = np.nan_to_num(point)
        ElementTree.SubElement(
            skeleton,
            "points",
            {
                "label": name,
                "source": "file",
                "outside": str(int(missing)),
                "occluded": "0",
                "points": f"{x:.6f},{y:.6f}",
            },
        )


def read_cvat(path: Path) -> pd.DataFrame:
    """The skeletons of a file: `image`, `line` (from 1 in each image) and the corners, px.

    Corners marked as outside are NaN.

    Raises
    ------
    DataError
        When it is no such file, or a skeleton has other points than TL, TR, BR and BL.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise DataError(f"{path}: cannot be read as XML: {error}") from error
    if root.tag != "annotations":
        raise DataError(f"{path}: <{root.tag}> is not CVAT's <annotations>")
    rows = [
        (image.get("name", ""), line, _quad(skeleton, path, image.get("name", "")))
        for image in root.iter("image")
        for line, skeleton in enumerate(image.iter("skeleton"), 1)
    ]
    quads = np.array([quad for _, _, quad in rows], np.float64).reshape(-1, 4, 2)
    names = {"image": [name for name, _, _ in rows], "line": [line for _, line, _ in rows]}
    return pd.DataFrame({**names, **quad_columns(quads)})


def _quad(skeleton: ElementTree.Element, path: Path, image: str) -> Floats:
    points = {point.get("label", ""): point for point in skeleton.iter("points")}
    if set(points) != set(CORNERS):
        there = ", ".join(sorted(points)) or "none"
        raise DataError(
            f"{path}, image `{image}`: a skeleton has the points {there}; TL, TR, BR, BL are right"
        )
    return np.array([_point(points[name], path, image) for name in CORNERS], np.float64)


def _point(point: ElementTree.Element, path: Path, image: str) -> tuple[float, float]:
    if point.get("outside") == "1":
        return np.nan, np.nan
    try:
        x, y = (float(value) for value in point.get("points", "").split(","))
    except ValueError as error:
        raise DataError(
            f"{path}, image `{image}`: `{point.get('points')}` is no point; x,y in pixels is right"
        ) from error
    return x, y
