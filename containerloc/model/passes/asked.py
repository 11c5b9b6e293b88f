"""The passes that an experiment asks for, over the photos of a batch."""

from dataclasses import dataclass, replace

from containerloc.experiment.predict_settings import PredictSettings
from containerloc.model.engine.letterbox import Letterbox, Pixels
from containerloc.model.engine.look import Look, Traits
from containerloc.model.engine.networks import Network
from containerloc.model.engine.photos import Photos
from containerloc.model.passes.found import Found
from containerloc.model.passes.second_pass import refined
from containerloc.model.passes.turned import along_the_text, half_size


@dataclass(frozen=True)
class Passes:
    """A network as each pass asks it; None for a pass that is not wanted."""

    first: Look
    turned: Look | None  # at half size
    second: Look | None

    @classmethod
    def of(cls, network: Network, traits: Traits, settings: PredictSettings) -> "Passes":
        """The passes of an experiment's settings, all by one network."""
        first = Look(network, traits, settings.iou, Letterbox(settings.imgsz, traits.stride))
        half = Letterbox(half_size(settings.imgsz), traits.stride)
        return cls(
            first,
            replace(first, letterbox=half) if settings.turned else None,
            first if settings.second_pass else None,
        )

    def found_in(self, photos: Photos) -> dict[str, Found]:
        """What is found in each photo that could be read, by its name."""
        if photos.letterboxed is None:
            return {}
        [size_hw] = {pixels.shape for pixels in photos.pixels.values()}
        found = self.first.found(photos.letterboxed, size_hw)
        return {
            image: self._looked_again(pixels, first)
            for (image, pixels), first in zip(photos.pixels.items(), found, strict=True)
        }

    def _looked_again(self, pixels: Pixels, found: Found) -> Found:
        if self.second is not None:
            corners = refined(pixels, found.corners, found.confidence, self.second)
            found = replace(found, corners=corners)
        return along_the_text(pixels, found, self.turned) if self.turned else found
