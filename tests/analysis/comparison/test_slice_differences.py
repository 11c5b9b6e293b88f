import numpy as np

from containerloc.analysis.comparison.slice_differences import slice_differences


def test_a_slice_that_alone_is_worse_is_found(build, ids) -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1, ids.shape)
    height = np.linalg.norm(ids[:, 3] - ids[:, 0], axis=1)
    small = height <= np.quantile(height, 1 / 3)
    worse = ids + noise + np.where(small, 6.0, 0.0)[:, None, None]
    table = slice_differences(build(worse), build(ids + noise + rng.normal(0, 0.3, ids.shape)))
    sized = table[table["column"] == "text_height_px"].set_index("level")
    (hit,) = [level for level in sized.index if level.startswith("up to")]
    assert sized.loc[hit, "verdict"] == "worse"
    assert (sized["verdict"].drop(hit) != "worse").all()
    assert sized["n"].sum() == 74


def test_slices_count_what_was_lost(two) -> None:
    table = slice_differences(*two)
    whole = table[table["column"] == "text_height_px"]
    assert (whole["lost"].sum(), whole["found"].sum(), whole["n_both"].sum()) == (1, 1, 72)


def test_identical_runs_have_no_slice_that_differs(two) -> None:
    assert not slice_differences(two[0], two[0])["verdict"].isin(["better", "worse"]).any()
