import numpy as np
import pandas as pd
import pytest

from containerloc.data.bursts import groups_by_name, groups_by_time

NO_ATTRIBUTES = pd.DataFrame()


def names(*stems: str, each: int = 3) -> pd.Series:
    return pd.Series([f"{stem}{i}" for stem in stems for i in range(each)])


@pytest.mark.parametrize(
    "images",
    [
        names("MSKU1234567_", "TGHU7654321_", "CMAU0000017_"),
        names("yard/MSKU 123456-", "yard/TGHU 765432-", "yard/CMAU 000001-"),
        names(*(f"burst{i:02d}_frame" for i in range(5))),
        pd.Series([f"door {i} ({k}).jpg" for i in "abcde" for k in (1, 2, 3)]),
    ],
)
def test_containers_and_bursts_are_told_by_names(images: pd.Series) -> None:
    groups = groups_by_name(images)
    assert groups.index.tolist() == images.tolist()
    assert pd.factorize(groups)[0].tolist() == [i // 3 for i in range(len(images))]


@pytest.mark.parametrize(
    "images",
    [
        pd.Series([f"synthetic_{i:05d}" for i in range(74)]),
        pd.Series([f"IMG_{i}.jpg" for i in range(1000, 1074)]),
        pd.Series([f"gate{i % 3}_{i:05d}" for i in range(74)]),  # cameras
        pd.Series([f"gate{i % 4}/door_{i:05d}" for i in range(40)]),
        pd.Series([f"day/{i}" for i in range(74)]),
        pd.Series(["alpha", "beta", "gamma"]),
        pd.Series([], dtype="str"),
    ],
)
def test_numbered_photos_cameras_and_folders_are_no_bursts(images: pd.Series) -> None:
    assert groups_by_name(images).empty


def test_times_in_names_part_bursts() -> None:
    start = pd.Timestamp("2024-06-01 23:59:50")
    seconds = np.array([0, 8, 16, 300, 301, 4000, 4015, 9000])
    stamps = start + pd.to_timedelta(seconds, unit="s")
    images = pd.Series([f"cam_{when:%Y-%m-%d_%H-%M-%S}.jpg" for when in stamps])
    shuffled = images.sample(frac=1, random_state=0)
    groups = groups_by_time(shuffled, NO_ATTRIBUTES)
    assert groups[images].tolist() == [0, 0, 0, 1, 1, 2, 2, 3]


def test_times_of_attributes_come_before_those_in_names() -> None:
    images = names("20240601_120000_", each=6)
    taken = ["2024-06-01 12:00", "2024-06-01T12:00:01", "2024-06-01 13:00", "2024-06-01 13:00:03"]
    attributes = pd.DataFrame({"taken": [*taken, "2024-06-02 09:00", "2024-06-02 09:00"]}, images)
    assert groups_by_time(images, attributes).tolist() == [0, 0, 1, 1, 2, 2]
    unknown = pd.DataFrame({"taken": ["soon"] * 6}, images)
    assert groups_by_time(images, unknown).empty


def test_photos_of_a_steady_stream_are_no_bursts() -> None:
    stamps = pd.Timestamp("2024-06-01") + pd.to_timedelta(np.arange(60) * 60, unit="s")
    images = pd.Series([f"{when:%Y%m%d%H%M%S}" for when in stamps])
    assert groups_by_time(images, NO_ATTRIBUTES).empty
    assert groups_by_time(pd.Series(["20249999_999999", "door"]), NO_ATTRIBUTES).empty
