"""What a synthetic data set is made of."""

from dataclasses import dataclass

from containerloc.errors import UsageError
from containerloc.synthetic.pose_format import SPLITS


@dataclass(frozen=True)
class SyntheticSpec:
    """What a synthetic data set is made of: a seed, the sizes of its splits, the picture size."""

    seed: int = 0
    train: int = 350
    val: int = 74
    test: int = 76
    height_px: int = 1280  # of the longer side

    def __post_init__(self) -> None:
        """Refuse what cannot be built."""
        if min(self.train, self.val, self.test) < 0 or self.train + self.val + self.test == 0:
            raise UsageError(f"split sizes must be 0 or more and not all 0: {self}")
        if not 64 <= self.height_px <= 4096:
            raise UsageError(f"height_px is {self.height_px}; it must be 64 to 4096")
        if self.seed < 0:
            raise UsageError(f"seed is {self.seed}; it must be 0 or more")

    def names(self) -> list[tuple[str, str]]:
        """Return the split and the name of each picture, numbered through all splits.

        Examples
        --------
        >>> SyntheticSpec(train=1, val=1, test=0).names()
        [('train', 'synthetic_00001'), ('val', 'synthetic_00002')]
        """
        sizes = {"train": self.train, "val": self.val, "test": self.test}
        splits = [split for split in SPLITS for _ in range(sizes[split])]
        return [(split, f"synthetic_{number:05d}") for number, split in enumerate(splits, start=1)]
