import cv2
import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.naming import naming_faults
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import MISSED, matching
from containerloc.analysis.measures.thresholds.plateau import plateau
from containerloc.analysis.measures.thresholds.sweep import critical_confidences
from containerloc.data.tables import (
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PREDICTION_COLUMNS,
    boxes_of,
    quads_of,
)
from containerloc.quads import Floats, own_frame_errors, text_wh
from containerloc.synthetic.draw import scene
from diagnosing import audited
from planted import CAUSES, CLEAN, EXPECTED, World, drawn, planted_in
from planted.drawn import N_TRAIN, Drawn, N, draw
from planted.simulated import Skill, simulate

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module")
def doors() -> Drawn:
    """98 IDs of different size, place and tilt, as if drawn: their pictures show nothing."""
    rng = np.random.default_rng(3)
    n = N + N_TRAIN
    high = np.exp(rng.uniform(np.log(36), np.log(90), n))
    wide = high * rng.uniform(5, 9, n)
    angle = rng.uniform(-0.15, 0.15, n)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    center = np.stack([rng.uniform(600, 840, n), rng.uniform(300, 1200, n)], axis=1)

    def placed(left: float, top: float, right: float, bottom: float) -> Floats:
        flat = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        flat = flat * np.stack([wide, high], axis=1)[:, None]
        return np.asarray(flat @ turn.transpose(2, 0, 1) + center[:, None], np.float64)

    codes = placed(-0.2, 0.8, 0.3, 1.8)
    codes[:20] = np.nan
    noise = rng.integers(0, 256, (n, 16, 12, 3), dtype=np.uint8)
    return Drawn(
        tuple(cv2.resize(each, (480, 640)) for each in noise),
        placed(-0.5, -0.5, 0.5, 0.5),
        {
            "size_code": codes,
            "owner": placed(-0.5, -0.5, -0.2, 0.5),
            "serial": placed(-0.1, -0.5, 0.5, 0.5),
        },
        pd.DataFrame({"light": rng.choice(["day", "night"], n, p=[0.85, 0.15])}),
    )


def table_of_best(world: World) -> pd.DataFrame:
    return per_label(
        matching(world.predictions, world.labels), world.images, confidence=world.confidence
    ).frame


def changed_pictures(world: World, doors: Drawn) -> list[bool]:
    pairs = zip(world.images["image"], doors.pictures[:N], strict=True)
    return [not np.array_equal(world.pictures[name], picture) for name, picture in pairs]


def model_errors(world: World) -> Floats:
    """Signed errors against the exact corners of what is predicted of each ID; NaN where missed."""
    rows = matching(world.predictions, world.labels).at(0.001).prediction_rows
    quads = quads_of(world.predictions)[rows]
    quads[rows == MISSED] = np.nan
    return own_frame_errors(quads, world.truth)


def label_errors(world: World) -> Floats:
    return own_frame_errors(quads_of(world.labels), world.truth)


def audit(world: World) -> list[str]:
    return [finding.code for finding in audited(world.training) if finding.severity != "info"]


def test_doors_are_drawn_once_and_exactly(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "N", 2)
    monkeypatch.setattr(drawn, "N_TRAIN", 1)
    draw.cache_clear()
    first = draw(5, tmp_path)
    monkeypatch.setattr(scene, "render", None)
    draw.cache_clear()
    again = draw(5, tmp_path)
    draw.cache_clear()
    monkeypatch.undo()
    exact = scene.render(5, 1, height_px=640)
    np.testing.assert_allclose(first.truth[1], exact.quads[0] * 3)
    np.testing.assert_allclose(first.places["owner"][1], exact.places["owner"] * 3)
    assert first.attributes.loc[1, "light"] == exact.attributes["light"]
    assert np.abs(first.pictures[1].astype(int) - exact.image).mean() < 4  # a JPEG of it
    np.testing.assert_array_equal(first.wh_px[1], np.array(exact.image.shape[1::-1]) * 3)
    assert again.truth.tolist() == first.truth.tolist()
    assert all(map(np.array_equal, again.pictures, first.pictures))


def test_every_cause_has_codes_and_clean_worlds_have_none() -> None:
    assert set(EXPECTED) == {*CLEAN, *CAUSES}
    assert all(bool(EXPECTED[cause]) == (cause in CAUSES) for cause in EXPECTED)


@pytest.mark.parametrize("cause", [*CLEAN, *CAUSES])
def test_a_world_is_complete_and_the_same_every_time(doors: Drawn, cause: str) -> None:
    world, again = planted_in(doors, cause, 4), planted_in(doors, cause, 4)
    pd.testing.assert_frame_equal(world.predictions, again.predictions)
    pd.testing.assert_frame_equal(world.labels, again.labels)
    pd.testing.assert_frame_equal(world.training.results, again.training.results)
    assert all(
        np.array_equal(world.pictures[name], again.pictures[name]) for name in world.pictures
    )
    other = planted_in(doors, cause, 5)
    assert not world.labels.equals(other.labels)
    assert tuple(world.predictions) == PREDICTION_COLUMNS
    assert tuple(world.labels) == LABEL_COLUMNS
    assert tuple(world.images) == tuple(world.train_images) == IMAGE_COLUMNS
    assert len(world.labels) == len(world.images) == len(world.attributes) == len(world.truth) == N
    assert {*world.images["image"], *world.train_images["image"]} == set(world.pictures)
    assert world.predictions["confidence"].between(0.001, 1).all()
    assert world.predictions.notna().to_numpy().all()
    size = world.images.set_index("image")[["width_px", "height_px"]]
    for table in (world.predictions, world.labels):
        wh = size.loc[table["image"]].to_numpy()[:, None]
        assert ((quads_of(table) >= 0) & (quads_of(table) <= wh)).all()
        box = boxes_of(table)
        np.testing.assert_allclose(box[:, :2], quads_of(table).min(axis=1))
        np.testing.assert_allclose(box[:, 2:], quads_of(table).max(axis=1))
    assert [world.pictures[name].shape[1] * 3 for name in size.index] == size["width_px"].tolist()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cause", list(CLEAN))
def test_a_clean_world_has_nothing_planted(doors: Drawn, cause: str, seed: int) -> None:
    world = planted_in(doors, cause, seed)
    table = table_of_best(world)
    assert table["detected"].all()
    assert set(table["order"]) == {"as read"}
    assert set(naming_faults(quads_of(world.labels))) == {""}
    low, high = plateau(matching(world.predictions, world.labels))
    assert low < world.confidence == world.intended < high
    assert world.validation_confidence in (0.25,) or np.isnan(world.validation_confidence)
    assert (world.settings["asked"] == world.settings["used"]).all()
    assert world.imgsz == 640
    assert not any(changed_pictures(world, doors))
    assert len(world.train_images) == N_TRAIN
    assert audit(world) == []
    assert np.std(label_errors(world)) == pytest.approx(1.2, rel=0.15)
    errors = np.linalg.norm(model_errors(world), axis=2)
    assert errors.mean(axis=0).max() < 1.35 * errors.mean(axis=0).min()
    assert np.corrcoef(table["confidence"], np.log(table["nme"]))[0, 1] < -0.2


def test_the_model_is_as_good_as_its_skill_says() -> None:
    flat = np.array([[0.0, 0], [600, 0], [600, 80], [0, 80]])
    truth, wh = np.repeat(flat[None], 4000, axis=0), np.full((4000, 2), 1920.0)
    rng = np.random.default_rng(0)
    guess = simulate(truth, wh, rng, skill=Skill(share=0.05, floor_px=1.0, spread=0.0))
    errors = guess.quads - truth
    # a share of 4 px and a floor of 1 px of an input a third as large: 5 px
    np.testing.assert_allclose(np.linalg.norm(errors, axis=2).mean(axis=0), 5.0, rtol=0.04)
    assert (errors[..., 0].std() / errors[..., 1].std()) == pytest.approx(1.25 / 0.75, rel=0.03)
    assert abs(errors.mean()) < 0.1
    shared = np.corrcoef(errors[:, 0, 0], errors[:, 2, 0])[0, 1]
    assert shared == pytest.approx(0.35 - 0.15, abs=0.05)
    coarse = simulate(truth, wh, rng, skill=Skill(0.0, 1.0, 0.0), imgsz=320).quads - truth
    np.testing.assert_allclose(np.linalg.norm(coarse, axis=2).mean(), 6.0, rtol=0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_threshold_too_high_loses_small_wide_ids(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "threshold too high", seed)
    assert (world.confidence, world.intended) == (0.6, 0.25)
    critical = critical_confidences(matching(world.predictions, world.labels))[
        "critical_confidence"
    ]
    lost = (critical < 0.6).to_numpy()
    assert 6 <= lost.sum() <= 12
    assert critical.min() >= 0.395
    wide, high = text_wh(world.truth).T
    assert np.median(high[lost]) < np.median(high[~lost])
    assert np.median((wide / high)[lost]) > np.median((wide / high)[~lost])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_threshold_below_the_plateau_lets_ten_alarms_pass(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "threshold below plateau", seed)
    alarms = matching(world.predictions, world.labels).at(0.25).false_positive_rows
    confidence = world.predictions["confidence"].iloc[alarms]
    assert len(alarms) == 10
    assert confidence.between(0.3, 0.5).all()
    low, high = plateau(matching(world.predictions, world.labels))
    assert low == confidence.max()
    assert high >= 0.55


@pytest.mark.parametrize("size_px", [8, 12])
def test_labels_of_one_corner_scatter(doors: Drawn, size_px: int) -> None:
    errors = label_errors(planted_in(doors, f"TL label jitter {size_px}", 0))
    assert errors[:, 0].std() == pytest.approx(size_px, rel=0.2)
    assert errors[:, 1:].std() == pytest.approx(1.2, rel=0.1)
    assert abs(errors[:, 0].mean()) < size_px / 4


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_of_one_corner_lie_too_far_out(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "TL label bias", seed)
    along, across = label_errors(world)[:, 0].mean(axis=0)
    assert along > 1
    assert across > 1
    assert 9.5 < np.hypot(along, across) < 14.5
    assert np.abs(label_errors(world)[:, 1:].mean(axis=0)).max() < 0.7


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hidden_corner_is_guessed(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "TL occluded", seed)
    hidden = np.array(changed_pictures(world, doors))
    assert hidden.sum() == 30
    errors = np.linalg.norm(model_errors(world), axis=2)
    ratio = errors[hidden, 0].mean() / errors[hidden, 1:].mean()
    assert 3 < ratio < 7
    assert errors[~hidden, 0].mean() < 1.5 * errors[~hidden, 1:].mean()
    best = world.predictions.iloc[
        matching(world.predictions, world.labels).at(0.25).prediction_rows
    ]
    sure = best["tl_confidence"].to_numpy()
    assert sure[hidden].max() <= 0.65
    assert sure[~hidden].min() > 0.65


@pytest.mark.parametrize("seed", SEEDS)
def test_a_margin_points_outward_everywhere(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "outward margin", seed)
    share = (model_errors(world) / text_wh(world.truth)[:, 1, None, None]).mean(axis=0)
    assert share.min() > 0.07
    assert share.max() < 0.18
    assert np.abs(label_errors(world).mean(axis=0)).max() < 0.7


@pytest.mark.parametrize("seed", SEEDS)
def test_the_right_end_is_cut(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "inward cut", seed)
    share = model_errors(world)[..., 0] / text_wh(world.truth)[:, 1, None]
    short = share[:, [1, 2]].mean(axis=1) < -0.35
    assert 30 <= short.sum() <= 44
    assert abs(share[:, [0, 3]].mean()) < 0.05


@pytest.mark.parametrize(
    ("cause", "order"), [("order rotated", "rotated"), ("order mirrored", "mirrored")]
)
def test_corners_are_in_another_order(doors: Drawn, cause: str, order: str) -> None:
    worlds = [planted_in(doors, cause, seed) for seed in range(8)]
    sides = set()
    for world in worlds:
        orders = table_of_best(world)["order"]
        faulty = int((naming_faults(quads_of(world.labels)) != "").sum())
        assert 4 <= (orders != "as read").sum() <= 8
        assert orders[orders != "as read"].str.contains(order[:6]).all()
        assert faulty in (0, (orders != "as read").sum())
        sides.add(faulty > 0)
    assert sides == {True, False}  # now the labels, now the predictions


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_are_broken(doors: Drawn, seed: int) -> None:
    faults = naming_faults(quads_of(planted_in(doors, "labels broken", seed).labels))
    assert 3 <= (faults != "").sum() <= 6
    assert {"rotated", "mirrored", "swapped"} <= set(faults)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_size_code_is_swallowed(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "size code included", seed)
    below = model_errors(world)[:, 2:, 1].mean(axis=1) / text_wh(world.truth)[:, 1]
    swallowed = below > 0.8  # the code ends 1.3 heights below the ID
    assert 11 <= swallowed.sum() <= 19
    assert not swallowed[:20].any()  # these show none
    assert abs(below[~swallowed].mean()) < 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_half_of_the_id_is_predicted(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "half of the ID", seed)
    share = model_errors(world)[..., 0] / text_wh(world.truth)[:, :1]
    owner = share[:, [1, 2]].mean(axis=1) < -0.5  # which is the first 0.3 of the ID
    serial = share[:, [0, 3]].mean(axis=1) < -0.25  # which begins at 0.4
    assert 8 <= owner.sum() + serial.sum() <= 12
    assert owner.any()
    assert serial.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_another_text_is_predicted(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "wrong text", seed)
    table = table_of_best(world)
    wrong = ~table["detected"]
    assert 5 <= wrong.sum() <= 8
    alarms = matching(world.predictions, world.labels).elsewhere_at(world.confidence)
    assert set(world.predictions["image"].iloc[alarms]) == set(table["image"][wrong])


@pytest.mark.parametrize("seed", SEEDS)
def test_some_ids_are_missed_altogether(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "missed altogether", seed)
    silent = set(world.images["image"]) - set(world.predictions["image"])
    assert 6 <= len(silent) <= 8
    assert int((~table_of_best(world)["detected"]).sum()) == len(silent)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_third_of_the_ids_is_small(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "small IDs", seed)
    high = text_wh(world.truth)[:, 1] / 3
    small = np.array(changed_pictures(world, doors))
    assert 22 <= small.sum() <= 25
    assert 9.5 < high[small].min() <= high[small].max() < 14.5
    errors = np.linalg.norm(model_errors(world), axis=2).mean(axis=1) / 3
    assert 1.2 < errors[small].mean() < 2.7
    assert errors[~small].mean() == pytest.approx(errors[small].mean(), rel=0.35)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_error_is_larger_at_night(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "night worse", seed)
    night = (world.attributes["light"] == "night").to_numpy()
    assert 18 <= night.sum() <= 22
    was_day = np.array(changed_pictures(world, doors))
    assert (doors.attributes["light"][:N].to_numpy()[was_day] == "day").all()
    names = world.images["image"][was_day]
    assert max(world.pictures[name].mean() for name in names) < 40
    nme = table_of_best(world)["nme"]
    assert nme[night].mean() > 1.6 * nme[~night].mean()


@pytest.mark.parametrize("seed", SEEDS)
def test_some_ids_touch_the_border(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "border truncated", seed)
    wh = world.images[["width_px", "height_px"]].to_numpy()[:, None]
    touching = ((world.truth <= 0) | (world.truth >= wh)).any(axis=(1, 2))
    assert touching.tolist() == changed_pictures(world, doors)
    assert 5 <= touching.sum() <= 8


@pytest.mark.parametrize("seed", SEEDS)
def test_predictions_were_made_at_half_the_size(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "wrong image size", seed)
    rows = world.settings.set_index("setting").loc["imgsz"]
    assert (rows["asked"], rows["used"], world.imgsz) == (640, 320, 320)
    missed = ~table_of_best(world)["detected"].to_numpy()
    np.testing.assert_array_equal(missed, text_wh(world.truth)[:, 1] < 48)


@pytest.mark.parametrize("seed", SEEDS)
def test_validation_photos_leak(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "leak", seed)
    copies = [name for name in world.train_images["image"] if "leaked" in name]
    assert 8 <= len(copies) <= 12
    assert len(world.train_images) == N_TRAIN + len(copies)
    sources = [closest(world, copy, world.images["image"]) for copy in copies]
    assert len(set(sources)) == len(copies)


@pytest.mark.parametrize("seed", SEEDS)
def test_photos_are_in_the_split_twice(doors: Drawn, seed: int) -> None:
    world = planted_in(doors, "duplicates", seed)
    copies = world.images["image"][changed_pictures(world, doors)]
    assert 10 <= len(copies) <= 14
    others = world.images["image"][~world.images["image"].isin(copies)]
    sources = [closest(world, copy, others) for copy in copies]
    assert len(set(sources)) == len(copies)
    exact = [
        np.array_equal(world.pictures[copy], world.pictures[source])
        for copy, source in zip(copies, sources, strict=True)
    ]
    assert sum(exact) == -(-len(copies) // 3)
    labels = world.labels.set_index("image")
    of_copy, of_source = quads_of(labels.loc[copies]), quads_of(labels.loc[sources])
    assert (of_copy[exact] == of_source[exact]).all()


def closest(world: World, copy: str, names: pd.Series) -> str:
    """The picture most like a copy, which is at most 4 % smaller a side and 15 % brighter."""

    def small(name: str) -> Floats:
        picture = cv2.resize(world.pictures[name], (12, 16), interpolation=cv2.INTER_AREA)
        return np.asarray(picture / picture.mean(), np.float64)

    off = {name: np.abs(small(name) - small(copy)).mean() for name in names}
    best = min(off, key=lambda name: off[name])
    assert sorted(off.values())[1] > 2 * off[best]
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_training_did_not_run_as_asked(doors: Drawn, seed: int) -> None:
    assert audit(planted_in(doors, "restarts not applied", seed)) == ["restarts-not-applied"]
    stopped = planted_in(doors, "early stop", seed)
    assert 25 <= len(stopped.training.results) <= 30
    assert audit(stopped)[0] == "stopped-early"
