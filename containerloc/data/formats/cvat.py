"""Corners as CVAT's skeletons ("CVAT for images 1.1"), to be corrected there and read back.

The task needs a skeleton label for each class, with four points, named TL, TR, BR and BL.
"""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from containerloc.data.files import write_atomically
from containerloc.data.formats.annotations import Annotations, annotations_of
from containerloc.data.tables import quads_of
from containerloc.errors import DataError
from containerloc.names import file_content
from containerloc.parsing import parse_xml
from containerloc.quads import CORNERS, FARTHEST_PX, Floats


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


def read_cvat(path: Path) -> Annotations:
    """The skeletons of a file, in pixels of the sizes that it states.

    Points are known by their names, in any case; those marked as outside are NaN.

    Raises
    ------
    DataError
        When it is no such file, or holds no skeleton, or anything but skeletons and tags, or a
        skeleton has other points than one TL, TR, BR and BL each.
    """
    try:
        root = parse_xml(file_content(path))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as XML: {error}") from error
    if root.tag != "annotations":
        raise DataError(f"{path}: <{root.tag}> is not CVAT's <annotations>")
    sizes: dict[str, tuple[float, float]] = {}
    labels = []
    for image in root.iter("image"):
        name = image.get("name", "")
        where = f"{path}, image `{name}`"
        if not name or name in sizes:
            raise DataError(f"{where}: each image has a name, and stands there once")
        sizes[name] = _side(image, "width", where), _side(image, "height", where)
        for skeleton in image.iter("skeleton"):
            labels.append((name, skeleton.get("label", ""), _quad(skeleton, where)))
    _check_kinds(root, path)
    return annotations_of(sizes, labels)


def _check_kinds(root: ElementTree.Element, path: Path) -> None:
    """Refuse what would be read as labels that are gone: other shapes, and none at all."""
    right = (
        "an object is a skeleton with the points TL, TR, BR and BL (export as CVAT for images 1.1)"
    )
    if root.find("track") is not None:
        raise DataError(f"{path}: holds tracks of a video; {right}")
    for image in root.iter("image"):
        for shape in image:
            if shape.tag not in ("skeleton", "tag"):
                raise DataError(
                    f"{path}, image `{image.get('name', '')}`: holds <{shape.tag}>; {right}"
                )
    if root.find("image/skeleton") is None:
        raise DataError(f"{path}: holds no skeleton; {right}")


def _side(image: ElementTree.Element, side: str, where: str) -> float:
    text = image.get(side)
    if text is None:
        return np.nan
    if not text.isdecimal() or not int(text):
        raise DataError(f"{where}: `{side}` is `{text}`; a number of pixels is right")
    return float(text)


def _quad(skeleton: ElementTree.Element, where: str) -> Floats:
    points = [(point.get("label", "").upper(), point) for point in skeleton.iter("points")]
    names = [name for name, _ in points]
    if sorted(names) != sorted(CORNERS):
        there = ", ".join(names) or "none"
        raise DataError(f"{where}: a skeleton has the points {there}; TL, TR, BR, BL are right")
    by_name = dict(points)
    return np.array([_point(by_name[name], where) for name in CORNERS], np.float64)


def _point(point: ElementTree.Element, where: str) -> tuple[float, float]:
    if point.get("outside") == "1":
        return np.nan, np.nan
    try:
        x, y = map(float, point.get("points", "").split(","))
    except ValueError:
        x = y = np.nan
    if not max(abs(x), abs(y)) <= FARTHEST_PX:  # nor NaN
        raise DataError(f"{where}: `{point.get('points')}` is not a point; x,y in pixels is right")
    return x, y
