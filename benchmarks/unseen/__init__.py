"""Causes that were planted without looking at the rules: two thirds open, one third kept back.

The worlds are tables of an honest model on drawn doors; photos are not looked at again, so that a
world costs a second. `OPEN` is for tuning; `HELD_OUT` is run at the end, with seeds and doors of
its own; `CLEAN` must be silent.
"""

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from unseen import coordinate_causes as coordinates
from unseen import held_out_causes as held_out
from unseen import label_causes as labels
from unseen import model_causes as models
from unseen.world import Plant, World, honest

__all__ = ["CLEAN", "HELD_OUT", "OPEN", "Cause", "World", "plant"]


@dataclass(frozen=True)
class Cause:
    """What is planted, the codes of which any names it, and those that are true beside it."""

    plant: Plant
    named: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


def _cause(plant: Plant, named: str, beside: str = "") -> Cause:
    return Cause(plant, frozenset(named.split()), frozenset(beside.split()))


MAPPED: Final = "coordinates-mapped"  # where the map has no name of its own
SCALED: Final = f"resize-not-undone coordinates-scaled {MAPPED}"
SHIFTED: Final = f"coordinates-shifted photos-recropped {MAPPED}"
TURNED: Final = "orientation-ignored"
ORDER: Final = "order-mirrored order-rotated corner-swapped crossed"
LABELS: Final = "labels-disputed labels-suspect"

CLEAN: Final = {
    "clean": Cause(models.nothing),
    "ordinary": Cause(models.ordinary),
    "one crossed of 300": Cause(models.one_crossed),
    "two IDs a photo": Cause(models.two_labelled),
    "on its head": Cause(labels.on_its_head),
}
OPEN: Final = {
    "x and y exchanged": _cause(coordinates.exchanged_xy, "axes-exchanged"),
    "normalised as pixels": _cause(coordinates.normalised, "normalised-as-pixels"),
    "half size": _cause(coordinates.half_size, SCALED),
    "letterbox": _cause(coordinates.letterbox, f"letterbox-not-undone {MAPPED}"),
    "EXIF ignored": _cause(coordinates.exif_ignored, TURNED),
    "EXIF ignored by some": _cause(coordinates.exif_ignored_by_some, TURNED),
    "cropped since": _cause(coordinates.cropped_since, SHIFTED),
    "far shift": _cause(coordinates.far_shift, SHIFTED),
    "scaled at the origin": _cause(coordinates.scaled_at_origin, SCALED),
    "deskewed": _cause(coordinates.deskewed, f"coordinates-rotated {MAPPED}"),
    "y from below": _cause(coordinates.y_from_below, f"axes-mirrored {MAPPED}"),
    "width for height": _cause(coordinates.width_for_height, f"axes-exchanged {MAPPED}"),
    "neighbour's image": _cause(coordinates.neighbours_image, "images-shifted"),
    "collapsed": _cause(coordinates.collapsed, "predictions-collapsed"),
    "circular": _cause(coordinates.circular, "labels-circular"),
    "grid": _cause(coordinates.on_a_grid, "values-on-grid"),
    "shifted along": _cause(models.shifted_along, "shifted-whole"),
    "shifted down": _cause(models.shifted_down, "shifted-whole"),
    "turned each": _cause(models.turned_each, "turned-whole"),
    "too small": _cause(models.too_small, "scaled-whole cut-inward"),
    "right end cut": _cause(models.right_end_cut, "cut-inward"),
    "two corners scatter": _cause(models.two_corners_scatter, "corner-scattered"),
    "labelled twice": _cause(labels.labelled_twice, "labels-overlap labels-doubled"),
    "second ID unlabelled": _cause(labels.second_id_unlabelled, "labels-disputed"),
    "labels misplaced": _cause(labels.labels_misplaced, LABELS),
    "tighter annotator": _cause(labels.tighter_annotator, "labels-drift"),
    "noisy annotator": _cause(labels.noisy_annotator, "labels-drift slice-worse", "labels-suspect"),
    "sideways misread": _cause(labels.sideways_misread, "photos-turned"),
    # TR and BL exchanged turn the winding, too; either finding names both corners.
    "exchanged corners": _cause(labels.exchanged_corners, "corner-swapped order-mirrored"),
    "mirrored winding": _cause(labels.mirrored_winding, "order-mirrored"),
    "begun elsewhere": _cause(labels.begun_elsewhere, "order-rotated labels-suspect"),
    "no suppression": _cause(models.no_suppression, "predictions-repeated"),
    "neighbour suppressed": _cause(models.neighbour_suppressed, "neighbours-suppressed"),
    "never predicted": _cause(models.never_predicted, "images-unpredicted"),
    "threshold 0.5": _cause(models.threshold_half, "threshold-loses-labels threshold-differs"),
    "classes renumbered": _cause(models.classes_renumbered, "wrong-class"),
    "worse camera": _cause(models.worse_camera, "slice-worse"),
    "worse folder": _cause(models.worse_folder, "slice-worse"),
    "worse at the right": _cause(models.worse_at_the_right, "slice-worse"),
    "bursts": _cause(models.bursts, "groups-suggested"),
}
HELD_OUT: Final = {
    "input pixels": _cause(
        held_out.input_pixels, f"resize-not-undone letterbox-not-undone {SCALED}"
    ),
    "stretched": _cause(held_out.stretched, SCALED),
    "upside down by some": _cause(held_out.upside_down_by_some, TURNED),
    "flip not undone": _cause(held_out.flip_not_undone, f"axes-mirrored {MAPPED}"),
    "labels of another crop": _cause(held_out.labels_shifted, f"{SCALED} {SHIFTED}"),
    "off by one from": _cause(held_out.off_by_one_from, "images-shifted"),
    "nearly collapsed": _cause(held_out.nearly_collapsed, "predictions-collapsed"),
    "partly circular": _cause(held_out.partly_circular, "labels-circular"),
    "labels of two decimals": _cause(held_out.labels_of_two_decimals, "values-on-grid"),
    "heat map steps": _cause(held_out.steps_of_eight_input_pixels, "values-on-grid"),
    "ends far out": _cause(held_out.ends_far_out, "margin-outward"),
    "upper side cut": _cause(held_out.upper_side_cut, "cut-inward"),
    "two corners biased": _cause(held_out.two_corners_biased, "corner-biased"),
    "labels absent": _cause(held_out.labels_absent, "labels-disputed"),
    "labels exchanged": _cause(held_out.labels_exchanged, LABELS),
    "all labels begun elsewhere": _cause(
        held_out.all_labels_begun_elsewhere, "order-rotated labels-suspect"
    ),
    "crossed by some": _cause(held_out.crossed_by_some, "crossed corner-swapped"),
    "first half predicted": _cause(held_out.first_half_predicted, "images-unpredicted"),
    "repeated twice": _cause(held_out.repeated_twice, "predictions-repeated"),
    "many labels worse": _cause(held_out.many_labels_worse, "slice-worse"),
    "worse camera by folder": _cause(held_out.worse_camera_by_folder, "slice-worse"),
    "alarms kept": _cause(held_out.alarms_kept, "threshold-below-plateau"),
    "bursts by time": _cause(held_out.bursts_by_time, "groups-suggested"),
    "far ones missed": _cause(held_out.far_ones_missed, "missed-altogether resolution-limit"),
}


def plant(name: str, seed: int, *, n: int = 74) -> World:
    """The world of n photos with that cause, or a clean one; the same every time."""
    pool = "held-out" if name in HELD_OUT else "open"
    rng = np.random.default_rng([seed, n, zlib.crc32(name.encode())])
    world = honest(n, rng, pool=pool)
    return {**CLEAN, **OPEN, **HELD_OUT}[name].plant(world, rng)
