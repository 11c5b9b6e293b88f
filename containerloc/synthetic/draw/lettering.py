"""ISO 6346 texts and the painted letters that spell them: fonts of many widths and weights."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from containerloc.errors import ContainerlocError
from containerloc.iso6346 import remainder
from containerloc.synthetic.draw.arrays import Mask, Rng

_OWNERS = """
    TCLU TEMU NYKU KKFU HLXU BMOU CAIU FSCU GESU TCNU MSKU MRKU OOLU CBHU CCLU EITU YMLU DFSU TRHU
    TGHU CXDU SUDU MEDU SGCU NLLU DRYU FCIU MWMU SKHU GATU HNSU KWLU TGBU ZCSU CLHU UETU SEGU APZU
    CMAU HDMU WHLU CSNU TLLU BEAU FFAU
"""

# package, file, and the ranges of its axes that doors wear: weight, and width where there is one
_FAMILIES: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...] = (
    ("oswald", "Oswald[wght].ttf", ((300, 600),)),
    ("roboto_condensed", "RobotoCondensed[wght].ttf", ((400, 800),)),
    ("roboto", "Roboto[wdth,wght].ttf", ((400, 800), (75, 100))),
    ("saira", "Saira[wdth,wght].ttf", ((400, 750), (50, 100))),
    ("archivo", "Archivo[wdth,wght].ttf", ((400, 800), (62, 110))),
    ("archivo_narrow", "ArchivoNarrow[wght].ttf", ((400, 700),)),
    ("overpass", "Overpass[wght].ttf", ((400, 800),)),
    ("arimo", "Arimo[wght].ttf", ((400, 700),)),
    ("public_sans", "PublicSans[wght].ttf", ((400, 800),)),
    ("bebas_neue", "BebasNeue-Regular.ttf", ()),
    ("fjalla_one", "FjallaOne-Regular.ttf", ()),
    ("barlow", "Barlow-Medium.ttf", ()),
    ("barlow", "Barlow-Bold.ttf", ()),
    ("barlow_semi_condensed", "BarlowSemiCondensed-Medium.ttf", ()),
    ("barlow_semi_condensed", "BarlowSemiCondensed-Bold.ttf", ()),
    ("barlow_condensed", "BarlowCondensed-Medium.ttf", ()),
    ("barlow_condensed", "BarlowCondensed-SemiBold.ttf", ()),
)


def random_id(rng: Rng) -> str:
    """Return a valid 11-character container ID.

    Half of the owner codes are real ones, half invented; the category is mostly U, seldom J or Z.
    Serials whose remainder is 10 are avoided, as the standard recommends.

    Examples
    --------
    >>> text = random_id(np.random.default_rng(0))
    >>> len(text), int(text[10]) == remainder(text[:10])
    (11, True)
    """
    while True:
        owner = str(rng.choice(_OWNERS.split()))
        if rng.random() < 0.5:
            category = str(rng.choice(["U", "J", "Z"], p=[0.96, 0.02, 0.02]))
            owner = "".join(chr(65 + int(n)) for n in rng.integers(0, 26, 3)) + category
        text = owner + "".join(str(n) for n in rng.integers(0, 10, 6))
        if remainder(text) != 10:
            return text + str(remainder(text))


@dataclass(frozen=True)
class Face:
    """A font file with its axes set, and the stretch and spacing that a sign painter gave it."""

    family: str
    file: str
    axes: tuple[int, ...] = ()
    stretch: float = 1.0
    tracking: float = 0.1  # extra space between letters, in cap heights


def random_face(rng: Rng) -> Face:
    """Return a face of random family, weight, width, stretch and letter spacing."""
    # the narrow grotesques that real doors wear come first and are drawn more often
    weights = np.linspace(2.0, 1.0, len(_FAMILIES))
    family, file, ranges = _FAMILIES[int(rng.choice(len(_FAMILIES), p=weights / weights.sum()))]
    axes = tuple(int(rng.integers(low, high + 1)) for low, high in ranges)
    stretch, tracking = rng.uniform(0.85, 1.15), rng.uniform(0.04, 0.24)
    return Face(family, file, axes, float(stretch), float(tracking))


@lru_cache(maxsize=64)
def _cap_ratio(family: str, file: str, axes: tuple[int, ...]) -> float:
    top, bottom = _font(family, file, axes, 1000.0).getbbox("H", anchor="ls")[1::2]
    return float(bottom - top) / 1000


@lru_cache(maxsize=64)
def _font(family: str, file: str, axes: tuple[int, ...], size_px: float) -> ImageFont.FreeTypeFont:
    """Open a font of the fontpkg packages; the cache spares reading the file for each text."""
    try:
        source = resources.files(f"fontpkg_{family}") / "files" / file
        with resources.as_file(source) as path:
            font = ImageFont.truetype(str(path), size_px, layout_engine=ImageFont.Layout.BASIC)
    except (ModuleNotFoundError, OSError) as error:
        raise ContainerlocError(
            f"the font {file} of the package fontpkg-{family.replace('_', '-')} is not installed: "
            "pip install 'containerloc[synthetic]'"
        ) from error
    if axes:
        font.set_variation_by_axes(list(axes))
    return font


def text_mask(text: str, face: Face, cap_px: float) -> tuple[Mask, int]:
    """Return the coverage of a line of text (0..255) and the row of its baseline.

    Parameters
    ----------
    text : one line.
    face : the font and how it is spaced.
    cap_px : height of the capital H in pixels.

    Returns
    -------
    mask : uint8 (h, w); w is trimmed to the ink, h has room above and below.
    baseline : the row on which the capitals stand.
    """
    key = (face.family, face.file, face.axes)
    font = _font(*key, round(cap_px / _cap_ratio(*key), 2))
    baseline = int(np.ceil(cap_px * 1.35))
    advances = [font.getlength(char) + face.tracking * cap_px / face.stretch for char in text]
    width = int(np.ceil(sum(advances) + cap_px))
    picture = Image.new("L", (max(width, 1), int(np.ceil(cap_px * 1.8))), 0)
    draw, x = ImageDraw.Draw(picture), cap_px * 0.25
    for char, advance in zip(text, advances, strict=True):
        draw.text((x, baseline), char, fill=255, font=font, anchor="ls")
        x += advance
    stretched = picture.resize((max(1, round(picture.width * face.stretch)), picture.height))
    mask = np.asarray(stretched, dtype=np.uint8)
    columns = np.flatnonzero(mask.any(axis=0))
    return (mask[:, columns[0] : columns[-1] + 1] if columns.size else mask[:, :1]), baseline
