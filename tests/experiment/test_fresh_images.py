import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import changes, load_experiment, resolved
from containerloc.experiment.fresh_images import Fresh


def test_fresh_images_are_part_of_what_is_resolved(write, minimal) -> None:
    base = write({**minimal, "fresh": {"images": 4000}}, "base.yaml")
    experiment = load_experiment(write({"base": "base.yaml", "fresh": {"seed": 7}}))
    assert experiment.fresh == Fresh(images=4000, seed=7)
    assert resolved(experiment)["fresh"]["size_px"] == 640
    assert changes(experiment, load_experiment(base)) == {"fresh.seed": (1, 7)}
    assert "fresh" not in resolved(load_experiment(write(minimal, "without.yaml")))


@pytest.mark.parametrize(
    ("fresh", "more", "message"),
    [
        ({"image": 4}, {}, r"unknown key `fresh\.image`.*did you mean `images`"),
        ({"images": 4.5}, {}, r"`fresh\.images`: 4\.5 is float, not int"),
        ({"images": 1}, {}, r"`fresh\.images`: 1 is below 2"),
        ({"seed": 3}, {}, r"`fresh\.images` is missing"),
        ({"images": 4, "seed": 0}, {}, r"`fresh\.seed`: 0 is below 1"),
        ({"images": 4, "seed": 2}, {}, "are the same world"),
        ({"images": 4}, {"data": "data.yaml"}, "`fresh` has no effect on data .*data.yaml"),
        ({"images": 4}, {"train": {"rect": True}}, r"`train\.rect` has no effect beside `fresh`"),
    ],
)
def test_fresh_images_that_are_wrong(write, minimal, fresh, more, message) -> None:
    with pytest.raises(UsageError, match=message):
        load_experiment(write({**minimal, "fresh": fresh, **more}))
