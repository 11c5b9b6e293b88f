"""The steel round the leaves of a door, and the rear of the truck below it."""

import numpy as np

from containerloc.synthetic.draw.arrays import Color, Rng
from containerloc.synthetic.draw.lettering import Face
from containerloc.synthetic.draw.raster import Brush, Raster, tone

WIDTH_MM = 2438.0
POST_MM, HEADER_MM, SILL_MM = 75.0, 95.0, 120.0


def frame(door: Raster, rng: Rng, paint: Color, height_mm: float, *, keep_mm: float) -> None:
    """Draw posts, header, sill, gasket, seam, hinges, stripes and castings.

    No hinge is put on the rows from 200 mm above `keep_mm` to just below it: there stands the ID.
    """
    base = np.array(paint, float)
    post = tone(base * rng.uniform(0.75, 1.0))
    for left, right in ((0.0, POST_MM), (WIDTH_MM - POST_MM, WIDTH_MM)):
        door.box(left, 0, right, height_mm, post)
    door.box(0, 0, WIDTH_MM, HEADER_MM, tone(base * rng.uniform(0.7, 1.05)))
    door.box(0, height_mm - SILL_MM, WIDTH_MM, height_mm, tone(base * rng.uniform(0.5, 0.95)))
    _gasket(door, rng, height_mm, post)
    _hinges(door, rng, height_mm, post, keep_mm=keep_mm)
    if rng.random() < 0.7:
        _hazard_stripes(door, rng)
    for x in (0.0, WIDTH_MM - 165):
        for y in (0.0, height_mm - 118):
            door.box(x, y, x + 165, y + 118, tone(base * 0.8))
            door.box(x + 55, y + 25, x + 115, y + 85, (15, 14, 14))


def _gasket(door: Raster, rng: Rng, height_mm: float, post: Color) -> None:
    rubber = tone(np.array([28.0, 28, 30]) * rng.uniform(0.6, 2.0))
    wide, seam = float(rng.uniform(10, 28)), WIDTH_MM / 2
    low = height_mm - SILL_MM
    for x in (POST_MM, WIDTH_MM - POST_MM - wide):
        door.box(x, HEADER_MM, x + wide, low, rubber)
    for y in (HEADER_MM, low - wide):
        door.box(POST_MM, y, WIDTH_MM - POST_MM, y + wide * 0.8, rubber)
    door.box(seam - wide, HEADER_MM, seam + wide, low, rubber)
    if rng.random() < 0.8:  # the right leaf overlaps the left one
        door.box(seam + 10, HEADER_MM + 15, seam + 10 + rng.uniform(35, 60), low - 15, post)


def _hinges(door: Raster, rng: Rng, height_mm: float, color: Color, *, keep_mm: float) -> None:
    dark = tone(np.array(color, float) * 0.45)
    wide, tall = float(rng.uniform(60, 150)), float(rng.uniform(45, 75))
    rows = np.linspace(HEADER_MM + rng.uniform(50, 200), height_mm - 330, int(rng.integers(4, 6)))
    for row in rows + rng.uniform(-40, 40, rows.shape):
        y = row - 230 if keep_mm - 200 < row < keep_mm + 40 else row
        for side, way in ((POST_MM, 1.0), (WIDTH_MM - POST_MM, -1.0)):
            door.box(side - 15 * way, y + 6, side + way * wide, y + tall + 10, dark)
            door.box(side - 15 * way, y, side + way * wide, y + tall, color)


def _hazard_stripes(door: Raster, rng: Rng) -> None:
    tall, step = float(rng.uniform(45, 85)), float(rng.uniform(60, 110))
    for start, end in ((190.0, 640.0), (WIDTH_MM - 640, WIDTH_MM - 190)):
        door.box(start, 10, end, 10 + tall, (225, 180, 30))
        for x in np.arange(start, end - step, step):
            columns = [x, x + step / 2, x + step, x + step / 2]
            rows = [10 + tall, 10 + tall, 10, 10]
            door.polygon(np.column_stack([columns, rows]), (25, 22, 20))


def open_left_leaf(door: Raster, rng: Rng, height_mm: float) -> None:
    """Show the dark inside, and cargo, where the left leaf would hang."""
    low = height_mm - SILL_MM
    door.box(POST_MM, HEADER_MM, WIDTH_MM / 2, low, tone(rng.uniform(8, 40) + np.zeros(3)))
    y = low
    while y > HEADER_MM + 500 and rng.random() < 0.85:
        tall = float(rng.uniform(200, 500))
        for x in np.arange(POST_MM, WIDTH_MM / 2 - 250, 280.0):
            color = tone(np.array([150.0, 115, 75]) * rng.uniform(0.3, 0.8))
            door.box(x + 6, y - tall + 6, x + 274, y, color)
        y -= tall


def truck_rear(raster: Raster, rng: Rng, top_mm: float) -> None:
    """Draw the rear of a truck from `top_mm` down: beam, stripes, lights, number plates."""
    dark = tone(np.array([45.0, 45, 48]) * rng.uniform(0.4, 1.6))
    raster.box(0, top_mm, WIDTH_MM, top_mm + 900, dark)
    high = float(rng.uniform(140, 280))
    raster.box(0, top_mm + 20, WIDTH_MM, top_mm + 20 + high, tone(rng.uniform(20, 220, 3)))
    if rng.random() < 0.7:
        pairs = (((235, 60, 30), (240, 180, 30)), ((200, 30, 30), (230, 230, 230)))
        pair = pairs[int(rng.integers(2))]
        for number, x in enumerate(np.arange(0, WIDTH_MM, 200.0)):
            raster.box(x, top_mm + 40, x + 200, top_mm + high, pair[number % 2])
    for x in (190.0, 400.0, WIDTH_MM - 400, WIDTH_MM - 190):
        raster.disc(x, top_mm + high + 110, 62, (190, 40, 35))
        raster.disc(x, top_mm + high + 110, 38, (240, 120, 60))
    _number_plates(raster, rng, top_mm, high)


def _number_plates(raster: Raster, rng: Rng, top_mm: float, high: float) -> None:
    face = Face("barlow", "Barlow-Bold.ttf", (), 1.1, 0.25)
    text = "".join(str(rng.choice(list("ABCXHK0123456789"))) for _ in range(6))
    ink: Color = (30, 30, 30) if rng.random() < 0.5 else (235, 230, 220)
    at = (float(rng.uniform(400, 800)), top_mm + high - 10)
    raster.write(text, at, Brush(face, ink), cap_mm=high * 0.5)
    x, y = float(rng.uniform(900, 1700)), top_mm + high + 60
    raster.box(x, y, x + 440, y + 190, (230, 180, 40) if rng.random() < 0.6 else (235, 235, 235))
    raster.write(text, (x + 30, y + 140), Brush(face, (20, 20, 20)), cap_mm=90)
