"""The one place where a planted world meets the rules."""

import tempfile
from pathlib import Path

from PIL import Image

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, PhotoContext, Settings
from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.training.arguments import argument_differences
from containerloc.analysis.training.audit import audit_findings
from containerloc.analysis.training.evidence import TrainingEvidence
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
        context = _photo_context(world, Path(folder))
    settings = Settings(
        in_use=world.confidence,
        intended=world.intended,
        validation=world.validation_confidence,
        input_px=640,
        setting_mismatches=world.settings[world.settings["asked"] != world.settings["used"]],
    )
    return diagnose(
        Evidence(
            world.predictions,
            world.labels,
            world.images,
            settings,
            training=audited(world.training),
            context=context,
        )
    )


def _photo_context(world: World, folder: Path) -> PhotoContext:
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
    return PhotoContext(
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
        TrainingEvidence(
            training.results,
            learning_rates(training.results, training.schedule, arguments),
            arguments,
            training.schedule,
            argument_differences(training.asked, training.ran, {}),
        )
    )
