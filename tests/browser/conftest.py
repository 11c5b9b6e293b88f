"""A real browser, and reviews of photos that are hard to show."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from containerloc.finding import Finding
from containerloc.quads import (
    Floats,
    as_quads,
    bounds,
    coverage,
    homographies,
    polygon_iou,
    text_wh,
)
from containerloc.show.review.case import Case, OtherModel, PhotoFile, Review
from containerloc.show.review.page import page_files

HOSTILE = "<script>document.title='taken'</script>\"'`&amp;.jpg"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's chromium, started once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium on the PATH")
    flags = ["--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox", *flags])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address; whatever the page complains about fails the test at its end."""
    complaints: list[str] = []
    contexts = []

    def opened(address: str, *, phone: bool = False, **options: Any) -> Any:
        touch = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if phone else {}
        view = PHONE if phone else WIDE
        context = chromium.new_context(viewport=view, accept_downloads=True, **touch, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def door(path: Path, size_wh: tuple[int, int], texts: list[tuple[str, Floats]]) -> None:
    """A photo of a ribbed door with a text in each quad `(4, 2)`."""
    width, height = size_wh
    rib = np.sin(np.arange(width) / max(width / 60, 3.0)) * 14
    ground = np.array([38, 84, 128]) + rib[None, :, None] + np.zeros((height, 1, 1))
    noise = np.random.default_rng(1).normal(0, 5, (height, width, 1))
    photo = Image.fromarray((ground + noise).clip(0, 255).astype(np.uint8))
    for text, quad in texts:
        lines = text.split("\n")
        box_wh = (70 * max(map(len, lines)), 110 * len(lines))
        paint = Image.new("L", box_wh, 0)
        font = ImageFont.load_default(110)
        for k, line in enumerate(lines):
            ImageDraw.Draw(paint).text((0, 110 * k - 14), line, 255, font)
        inked = paint.getbbox() or (0, 0, *box_wh)
        source = np.array([inked[:2], (inked[2], inked[1]), inked[2:], (inked[0], inked[3])])
        back = homographies(as_quads(quad), as_quads(source))[0].ravel()[:8].tolist()
        mask = paint.transform(size_wh, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
        photo.paste((240, 240, 235), (0, 0), mask)
    photo.save(path, quality=92)


def quad_at(x: float, y: float, width: float, height: float) -> Floats:
    """A nearly upright quad."""
    up, slant = 0.03 * width, 0.02 * width
    corners = [[x, y], [x + width, y + up], [x + width, y + up + height], [x + slant, y + height]]
    return np.array(corners)


def case_of(image: str, number: int, label: Floats | None, predicted: Floats | None) -> Case:
    """A case with the numbers that follow from its quads."""
    given: dict[str, Any] = {"class_name": "ID", "label": label, "predicted": predicted}
    given |= {"photo_sha256": "p", "label_sha256": "l", "prediction_sha256": "q"}
    if label is None:
        return Case("val", image, f"prediction {number}", "false_positive", **given, confidence=0.9)
    wide, high = text_wh(label[None])[0]
    given |= {"text_width_px": wide, "text_height_px": high, "line": number}
    given |= {"label_path": f"labels/val/{image}.txt", "suspicion": 1 / number}
    if predicted is None:
        return Case("val", image, f"line {number}", "missed", **given, cause="missed")
    errors = np.linalg.norm(predicted - label, axis=1)
    given |= {"error_px": errors.mean(), "corner_errors_px": errors, "confidence": 0.91}
    given |= {"relative_error": errors.mean() / high, "disagreement_px": 3.0 * number}
    given |= {"iou": polygon_iou(predicted[None], label[None])[0], "order": "as read"}
    given |= {"coverage": coverage(predicted[None], label[None])[0], "cause": "cut off"}
    given |= {"reasons": "all models see it elsewhere", "read_label": "MSKU 123456 5"}
    others = (OtherModel("003_higher_weight", label + 4.0, 0.8),)
    given |= {"findings": ("cuts-characters",), "others": others}
    return Case("val", image, f"line {number}", "matched", **given)


def grid_of_twelve() -> list[Floats]:
    return [quad_at(80 + 500 * (k % 3), 90 + 280 * (k // 3), 380, 48) for k in range(12)]


@pytest.fixture(scope="session")
def hard_review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """One case of each kind that is hard to show."""
    folder = tmp_path_factory.mktemp("photos")
    text, off = "MSKU 123456 5", np.array([[6.0, -4], [-9, 3], [4, 5], [-3, 2]])
    big, small = quad_at(1800, 900, 900, 110), quad_at(90, 60, 110, 14)
    tall = np.array([[600.0, 100], [660, 102], [655, 800], [597, 798]])
    two = quad_at(300, 300, 420, 170)
    tiny = quad_at(1000, 700, 40, 7)
    plans: dict[str, tuple[tuple[int, int], list[tuple[str, Floats]]]] = {
        "large.jpg": ((4000, 3000), [(text, big)]),
        "small.jpg": ((300, 200), [(text, small)]),
        "vertical.jpg": ((1200, 900), [("\n".join("MSKU1234565"), tall)]),
        "two_lines.jpg": ((1200, 900), [("MSKU\n123456 5", two)]),
        "tiny.jpg": ((1600, 1200), [(text, tiny)]),
        "far.jpg": ((800, 600), [(text, quad_at(250, 250, 300, 40))]),
        "twelve.jpg": ((1600, 1200), [(text, quad) for quad in grid_of_twelve()]),
        "hostile.jpg": ((800, 600), [(text, quad_at(200, 200, 400, 50))]),
    }
    photos, cases = {}, []
    for name, (size_wh, texts) in plans.items():
        path = folder / name
        door(path, size_wh, texts)
        image = HOSTILE if name == "hostile.jpg" else name
        photos[f"val/{image}"] = PhotoFile(str(path), *size_wh)
        for number, (_, quad) in enumerate(texts, start=1):
            scale = np.ptp(quad, axis=0).max() / 300
            moved = quad + (off * scale if name != "far.jpg" else [2500.0, -900.0])
            cases.append(case_of(image, number, quad, moved if number != 7 else None))
    cases.append(case_of("small.jpg", 2, None, quad_at(20, 150, 60, 12)))
    photos["val/gone.jpg"] = PhotoFile("", 800, 600, reason="gone.jpg: there is no such image file")
    cases.append(case_of("gone.jpg", 1, small, small + 2))
    sentence = '12 of 19 IDs lose part of a character: <b>bold</b> & "quotes".'
    finding = Finding("cuts-characters", "error", sentence)
    return Review("001_loc_baseline <i>, val", "001_loc_baseline", tuple(cases), photos, (finding,))


@pytest.fixture(scope="session")
def review_page(hard_review: Review, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of `review.html` of these cases, on disk."""
    folder = tmp_path_factory.mktemp("page")
    for name, content in page_files(hard_review).items():
        (folder / name).write_bytes(content)
    return (folder / "review.html").as_uri()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 8 photos with an ID each, predicted a little off; the last one is missed."""
    root = tmp_path_factory.mktemp("project")
    images, labels = root / "data" / "images" / "val", root / "data" / "labels" / "val"
    for folder in (images, labels, root / "experiments"):
        folder.mkdir(parents=True)
    rows = []
    for k in range(8):
        quad = quad_at(150 + 10 * k, 200, 300, 40)
        door(images / f"door_{k}.jpg", (640, 480), [("MSKU 123456 5", quad)])
        left, top, right, bottom = bounds(quad[None])[0] / [640, 480, 640, 480]
        box = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
        corners = [f"{x / 640:.6f} {y / 480:.6f} 2" for x, y in quad]
        (labels / f"door_{k}.txt").write_text(" ".join(["0", *map(str, box), *corners]) + "\n")
        predicted = quad + [[9 - k, -4], [-6, 2], [3, 3], [-2, 1]]
        if k < 7:
            rows.append(coco_row(f"door_{k}.jpg", 0.9 - 0.01 * k, predicted))
    (root / "predictions.json").write_text(json.dumps(rows))
    data = {"path": ".", "train": "images/val", "val": "images/val", "kpt_shape": [4, 3]}
    (root / "data" / "data.yaml").write_text(json.dumps({**data, "names": {0: "container_id"}}))
    experiment = {"name": "doors", "data": "../data/data.yaml", "model": "yolo11n-pose.pt"}
    (root / "experiments" / "doors.yaml").write_text(json.dumps(experiment))
    return root


def coco_row(name: str, score: float, quad: Floats) -> dict[str, Any]:
    """A prediction as Ultralytics writes it."""
    left, top, right, bottom = bounds(quad[None])[0].tolist()
    return {
        "image_id": name.removesuffix(".jpg"),
        "file_name": name,
        "category_id": 1,
        "bbox": [left, top, right - left, bottom - top],
        "score": score,
        "keypoints": [float(value) for x, y in quad for value in (x, y, 0.9)],
    }
