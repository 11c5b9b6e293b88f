"""`review.html` in a real browser, from disk: judged by keyboard and by touch, and kept."""

import json
import os
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image

from containerloc.analysis.review.verdicts import VERDICTS
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.quads import rectified
from containerloc.run.files.verdict_file import checked_verdict
from containerloc.show.review.case import Case, PhotoFile, Review, Verdict
from containerloc.show.review.page import page_files, page_html

Open = Callable[..., Any]


def wait_for(page: Any, case: str) -> None:
    """Until a case is shown with its photo."""
    page.wait_for_function("id => document.querySelector('#review').dataset.shown === id", arg=case)


def saved_verdicts(page: Any) -> list[dict[str, Any]]:
    """What is in the file that the page saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    content = json.loads(Path(download.value.path()).read_text())
    assert (content["format"], content["version"]) == ("containerloc verdicts", 1)
    return list(content["verdicts"])


def corner_on_screen(page: Any, k: int) -> tuple[float, float]:
    box = page.locator("circle.dot").nth(k).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pressed(page: Any) -> list[str]:
    """The verdict that is shown as chosen."""
    chosen = page.locator("footer .verdict[aria-pressed=true] span").all_text_contents()
    return list(chosen)


def test_five_cases_by_keyboard_are_as_left(
    open_page: Open, review_page: str, hard_review: Review
) -> None:
    page = open_page(review_page)
    ids = [case.id for case in hard_review.cases]
    wait_for(page, ids[0])
    for key, following in zip("lmap", ids[1:5], strict=True):
        page.keyboard.press(key)
        wait_for(page, following)
    page.keyboard.press("n")
    page.keyboard.type("too small to read <b>")
    page.keyboard.press("Enter")
    page.keyboard.press("m")
    wait_for(page, ids[5])
    assert page.get_by_text("5 of 21 looked at").is_visible()

    page.reload()
    wait_for(page, ids[5])  # where it was left
    for words in ("model wrong", "photo bad", "ambiguous", "model wrong", "label wrong"):
        page.keyboard.press("k")
        assert pressed(page) == [words]
    verdicts = {verdict["case"]: verdict for verdict in saved_verdicts(page)}
    assert [verdicts[case]["verdict"] for case in ids[:4]] == list(VERDICTS)
    assert verdicts[ids[4]]["note"] == "too small to read <b>"


def test_a_dragged_corner_is_a_proposal(
    open_page: Open, review_page: str, hard_review: Review
) -> None:
    page, case = open_page(review_page), hard_review.cases[0]
    wait_for(page, case.id)
    page.keyboard.press("c")
    x, y = corner_on_screen(page, 1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 12, steps=4)
    page.mouse.up()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")

    page.reload()
    wait_for(page, case.id)
    assert pressed(page) == ["label wrong"]
    assert page.get_by_text("cut out by the proposed corners").is_visible()
    last = saved_verdicts(page)[-1]
    moved = np.array(last["corrected"]) - case.label
    scale = 930 / (np.ptp(np.vstack([case.label, case.predicted])[:, 0]) * 1.4)
    assert moved[1] == pytest.approx([30 / scale + 10, -12 / scale + 1], abs=0.6)
    assert moved[[0, 2, 3]] == pytest.approx(np.zeros((3, 2)), abs=0.06)
    row = {**last, "class": last["class_name"], "photo_sha256": "", "label_sha256": ""}
    row |= {
        "prediction_sha256": "",
        **dict(zip(CORNER_COLUMNS, np.ravel(last["corrected"]), strict=True)),
    }
    assert checked_verdict({**row, "who": ""})["verdict"] == "label_wrong"


def test_undo_takes_steps_back_one_by_one(
    open_page: Open, review_page: str, hard_review: Review
) -> None:
    page, first = open_page(review_page), hard_review.cases[0].id
    wait_for(page, first)
    page.keyboard.press("l")
    wait_for(page, hard_review.cases[1].id)
    page.keyboard.press("k")
    page.keyboard.press("m")
    page.keyboard.press("u")
    wait_for(page, first)
    assert pressed(page) == ["label wrong"]
    page.keyboard.press("Control+z")
    assert pressed(page) == []
    page.keyboard.press("u")
    assert page.get_by_text("There is nothing to undo.").is_visible()
    page.reload()
    assert page.get_by_text("0 of 21 looked at").is_visible()
    assert not saved_verdicts(page)[-1]["verdict"]


def test_by_touch_at_the_width_of_a_phone(
    open_page: Open, review_page: str, hard_review: Review
) -> None:
    page, ids = open_page(review_page, phone=True), [case.id for case in hard_review.cases]
    wait_for(page, ids[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name, following in zip(VERDICTS.values(), ids[1:5], strict=True):
        page.get_by_role("button", name=name).tap()
        wait_for(page, following)
    page.get_by_role("button", name="Correct corners").tap()
    x, y = corner_on_screen(page, 2)
    touch(page, [[(x + 8, y + 8)], [(x + 28, y + 18)], [(x + 48, y + 28)], []])
    page.get_by_role("button", name="Done").tap()

    page.reload()
    wait_for(page, ids[4])
    assert page.get_by_text("5 of 21 looked at").is_visible()
    last = saved_verdicts(page)[-1]
    moved = np.array(last["corrected"]) - hard_review.cases[4].label
    assert moved[2, 0] > 2 * moved[2, 1] * 0.9 > 0
    assert moved[[0, 1, 3]] == pytest.approx(np.zeros((3, 2)), abs=0.06)


def touch(page: Any, steps: list[list[tuple[float, float]]]) -> None:
    """Fingers at these places, step by step; an empty step lifts them."""
    session = page.context.new_cdp_session(page)
    for number, places in enumerate(steps):
        kind = "touchEnd" if not places else "touchMove" if number else "touchStart"
        points = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(40)


def test_two_fingers_and_the_wheel_zoom(open_page: Open, review_page: str) -> None:
    page = open_page(review_page, phone=True)
    wait_for(page, "val/large.jpg/line 1")
    outline = page.locator("path.line").first
    before = outline.bounding_box()["width"]
    touch(page, [[(150, 250), (240, 250)], [(130, 250), (260, 250)], [(105, 250), (285, 250)], []])
    assert outline.bounding_box()["width"] == pytest.approx(2 * before, rel=0.1)
    page.get_by_role("button", name="Zoom to the object").tap()
    page.wait_for_timeout(60)
    assert outline.bounding_box()["width"] == pytest.approx(before, rel=0.01)
    page.mouse.move(200, 300)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    assert outline.bounding_box()["width"] > 1.2 * before


def test_filters_orders_and_links(open_page: Open, review_page: str, hard_review: Review) -> None:
    page = open_page(review_page + "#finding=cuts-characters")
    page.get_by_text("1 of 19", exact=True).wait_for()
    page.get_by_label("finding").select_option("")
    page.get_by_label("cause").select_option("missed")
    wait_for(page, "val/twelve.jpg/line 7")
    page.get_by_label("cause").select_option("")
    page.get_by_label("order").select_option("error")
    wait_for(page, "val/far.jpg/line 1")
    page.keyboard.press("p")
    page.get_by_label("verdict", exact=True).select_option("photo_bad")
    page.get_by_text("1 of 1", exact=True).wait_for()
    page.get_by_label("verdict", exact=True).select_option("ambiguous")
    page.get_by_text("No case is left by these filters.").wait_for()
    hostile = next(case.id for case in hard_review.cases if "script" in case.id)
    page.evaluate("id => { location.hash = 'case=' + encodeURIComponent(id); }", hostile)
    wait_for(page, hostile)


def test_names_are_text_and_nothing_else(
    open_page: Open, review_page: str, hard_review: Review
) -> None:
    page = open_page(review_page)
    for case in hard_review.cases:
        wait_for(page, case.id)
        page.keyboard.press("j")
    assert page.title() == "Review: 001_loc_baseline <i>, val"
    assert page.locator("#review i:not(.solid, .line, .dashed, .direction), b b").count() == 0
    assert page.locator("body script[type=module]").count() == 1


def test_a_page_that_has_verdicts_shows_them(
    open_page: Open, hard_review: Review, tmp_path: Path
) -> None:
    first, second = hard_review.cases[:2]
    given = {"photo_sha256": "p", "prediction_sha256": "q", "when": "2026-01-01T00:00:00.000Z"}
    verdicts = (
        Verdict("val", first.image, "line 1", verdict="ambiguous", who="ann", **given),
        Verdict("val", second.image, "line 1", verdict="label_wrong", label_sha256="k", **given),
    )
    review = Review("title", "other", hard_review.cases, hard_review.photos, verdicts=verdicts)
    (tmp_path / "review.html").write_bytes(page_files(review)["review.html"])
    page = open_page((tmp_path / "review.html").as_uri())
    wait_for(page, first.id)
    assert pressed(page) == ["ambiguous"]
    assert page.get_by_text("by ann").is_visible()
    page.keyboard.press("j")
    assert page.get_by_text("The label has changed since.").is_visible()


def test_a_browser_that_keeps_nothing_says_so(open_page: Open, review_page: str) -> None:
    page = open_page(review_page)
    wait_for(page, "val/large.jpg/line 1")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.keyboard.press("l")
    page.get_by_text("Not saved: this browser keeps nothing for this page").wait_for()
    assert saved_verdicts(page)[-1]["verdict"] == "label_wrong"


@pytest.fixture
def thousand(hard_review: Review, tmp_path: Path) -> Path:
    """The page of 1,000 cases, each on a photo of 4000 x 3000 px of its own."""
    label = next(case.label for case in hard_review.cases if case.image == "large.jpg")
    photo = Path(hard_review.photos["val/large.jpg"].path)
    cases = tuple(
        Case("val", f"{n:04d}.jpg", "line 1", "matched", label=label) for n in range(1000)
    )
    review = Review(
        "1,000 cases", "many", cases, {c.photo: PhotoFile("", 4000, 3000) for c in cases}
    )
    shown = review.as_dict()
    for number, each in enumerate(shown["photos"].values()):
        os.link(photo, tmp_path / f"{number}.jpg")
        each["pictures"] = [{"url": f"{number}.jpg", "box_px": [0, 0, 4000, 3000]}]
    (tmp_path / "review.html").write_text(page_html(shown), encoding="utf-8")
    return tmp_path / "review.html"


def memory_mb() -> float:
    """Of all processes of the browser."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            total += process.memory_full_info().uss
        except psutil.Error:
            continue
    return total / 1e6


@pytest.mark.slow
def test_a_thousand_cases_open_at_once_and_stay_light(open_page: Open, thousand: Path) -> None:
    page = open_page("about:blank")
    start = time.perf_counter()
    page.goto(thousand.as_uri())
    wait_for(page, "val/0000.jpg/line 1")
    seconds = time.perf_counter() - start
    used = []
    for number in range(1, 41):
        page.keyboard.press("j")
        wait_for(page, f"val/{number:04d}.jpg/line 1")
        used.append(memory_mb())
    print(f"first picture after {seconds:.2f} s; memory, MB: {[round(mb) for mb in used[::5]]}")
    assert seconds < 2.0
    assert max(used[20:]) < max(used[:10]) + 300  # 30 more photos of 48 MB would be 1,440


def test_undo_while_corners_are_moved(
    open_page: Open, review_page: str, hard_review: Review
) -> None:
    page, case = open_page(review_page), hard_review.cases[0]
    wait_for(page, case.id)
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    page.get_by_text("proposed corners saved").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("u")
    page.keyboard.press("c")
    x, y = case.label[0]
    assert saved_verdicts(page)[-1]["corrected"][0] == pytest.approx([x + 1, y])
    page.keyboard.press("u")
    assert page.get_by_text("0 of 21 looked at").is_visible()


def test_a_file_in_a_frame_can_be_copied(open_page: Open, review_page: str, tmp_path: Path) -> None:
    sandbox = "allow-scripts"  # neither downloads nor a browser's store
    frame = f'<iframe sandbox="{sandbox}" src="{review_page}" width="1200" height="700"></iframe>'
    (tmp_path / "frame.html").write_text(frame)
    page = open_page((tmp_path / "frame.html").as_uri()).frame_locator("iframe")
    page.locator("#review[data-shown]").wait_for()
    page.get_by_role("button", name="label wrong").click()
    page.get_by_text("Not saved: this browser keeps nothing").wait_for()
    page.get_by_role("button", name="Save to a file").click()
    kept = json.loads(page.get_by_label("The file").input_value())
    assert [verdict["verdict"] for verdict in kept["verdicts"]] == ["label_wrong"]


def test_crops_are_those_that_a_reader_is_given(open_page: Open, tmp_path: Path) -> None:
    quad = np.array([[120.0, 80], [520, 160], [480, 300], [90, 240]])
    y, x = np.mgrid[:400, :600]
    bands = np.stack([(x // 30) % 2 * 200, (y // 20) % 2 * 200, x // 3], axis=2).astype(np.uint8)
    Image.fromarray(bands).save(tmp_path / "a.png")
    case = Case("val", "a.png", "line 1", "matched", label=quad, predicted=quad[[1, 0, 2, 3]])
    photos = {case.photo: PhotoFile(str(tmp_path / "a.png"), 600, 400)}
    page_bytes = page_files(Review("crops", "crops", (case,), photos))["review.html"]
    (tmp_path / "review.html").write_bytes(page_bytes)
    page = open_page((tmp_path / "review.html").as_uri())
    wait_for(page, case.id)
    crop = Image.open(BytesIO(page.locator(".rectified").screenshot())).convert("RGB")
    expected = rectified(bands, quad, size_wh=crop.size)
    difference = np.abs(np.asarray(crop, float) - expected).mean()
    assert difference < 20  # of 255; JPEG and resampling blur edges
    shifted = np.abs(np.asarray(crop, float) - np.roll(expected, 6, axis=1)).mean()
    assert difference < 0.5 * shifted
    assert page.get_by_text("crossed or dented: cannot be rectified").is_visible()


def test_a_review_without_cases_says_so(open_page: Open, tmp_path: Path) -> None:
    content = page_files(Review("nothing, val", "nothing", (), {}))["review.html"]
    (tmp_path / "review.html").write_bytes(content)
    page = open_page((tmp_path / "review.html").as_uri())
    page.get_by_text("nothing, val: no case to look at.").wait_for()
    for key in ["l", "c", "1", "+", "9", "u", "j", "o"]:
        page.keyboard.press(key)
    assert page.get_by_text("0 of 0 looked at").is_visible()
