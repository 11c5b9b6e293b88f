"""The one place where a planted world meets the rules."""

import tempfile
from pathlib import Path

from PIL import Image

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, Settings, Surroundings
from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.training.audit import argument_differences, audit_findings
from containerloc.analysis.training.rates import learning_rates
from containerloc.data.photo_hashes import hash_photos
from containerloc.data.photo_statistics import photo_statistics
from containerloc.finding import Finding
from planted import World
from planted.trainings import Trained

SHRUNKEN = 1 / 3  # a picture against the photo that it stands for


def diagnose_world(world: World) -> tuple[Finding, ...]:
    """All findings, worst first."""
    with tempfile.TemporaryDirectory() as folder:
        around = _surroundings(world, Path(folder))
    settings = Settings(
        in_use=world.confidence,
        intended=world.intended,
        validation=world.validation_confidence,
        input_px=640,
        otherwise=world.settings[world.settings["asked"] != world.settings["used"]],
    )
    return diagnose(
        Evidence(
            world.predictions,
            world.labels,
            world.images,
            settings,
            training=audited(world.training),
            around=around,
        )
    )


def _surroundings(world: World, folder: Path) -> Surroundings:
    """What the pictures, written into a folder, say; as `run.prepare.evidence` asks of photos."""
    for name, picture in world.pictures.items():
        Image.fromarray(picture).save(folder / f"{name}.bmp")  # quickly, and without loss
    here, there = (
        images.assign(path=[str(folder / f"{name}.bmp") for name in images["image"]])
        for images in (world.images, world.train_images)
    )
    small = world.labels.copy()
    pixels = [name for name in small if name.endswith("_px")]
    small[pixels] = small[pixels] * SHRUNKEN
    hashes = hash_photos(here)
    return Surroundings(
        photos=photo_statistics(small, here),
        attributes=world.attributes.set_index("image"),
        faults=structural_faults(world.labels, world.images),
        groups=groups_of(near_duplicates(hashes), here["image"]),
        leaks=near_duplicates(hashes, hash_photos(there)),
    )


def audited(training: Trained) -> tuple[Finding, ...]:
    """The findings on the training."""
    arguments = {**training.ran, **training.asked}
    return audit_findings(
        training.results,
        learning_rates(training.results, training.schedule, arguments),
        arguments=arguments,
        schedule=training.schedule,
        differences=argument_differences(training.asked, training.ran, {}),
    )
