"""A network as both engines run it: letterboxed photos in, its raw answer out.

The input is one array of uint8, `(n, h, w, 3)`, BGR as OpenCV reads; the answer a tensor of
Ultralytics' form, float32: `(n, 4 + classes + corners, boxes)`, or suppressed already.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray

Letterboxed = NDArray[np.uint8]
Network = Callable[[Letterboxed], Any]


def torch_network(model: Any, device: str) -> Network:
    """The network on a device of torch, in half precision on CUDA; a copy, which one thread uses.

    The array is copied to CUDA while the processor goes on, if it lies in pinned memory; it must
    not be changed before the answer is there.
    """
    import torch

    on_cuda = device.isdigit()
    place = torch.device(f"cuda:{device}" if on_cuda else device)
    own = deepcopy(model).to(place).fuse(verbose=False).eval()
    own = own.half() if on_cuda else own.float()
    if device == "cpu":
        own = own.to(memory_format=torch.channels_last)

    def network(letterboxed: Letterboxed) -> Any:
        with torch.inference_mode():
            bgr = torch.from_numpy(letterboxed).to(place, non_blocking=True)
            rgb = bgr.flip(-1).permute(0, 3, 1, 2)  # the memory's order stays: channels last
            answer = own((rgb.half() if on_cuda else rgb.float()) / 255)
            return (answer[0] if isinstance(answer, list | tuple) else answer).float()

    return network


def compiled(network: Any) -> Any:
    """OpenVINO's network for this CPU: float32, as many images at once as the CPU has room for.

    bfloat16, OpenVINO's choice on CPUs that have it, moved corners by up to 1.6 px.
    """
    from containerloc.model.offline import import_openvino

    openvino = import_openvino()
    steps = openvino.preprocess.PrePostProcessor(network)
    given = steps.input()
    given.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    given.tensor().set_color_format(openvino.preprocess.ColorFormat.BGR)
    given.model().set_layout(openvino.Layout("NCHW"))
    given.preprocess().convert_element_type(openvino.Type.f32)
    given.preprocess().convert_color(openvino.preprocess.ColorFormat.RGB).scale(255.0)
    wishes = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(steps.build(), "CPU", wishes)


def openvino_network(compiled_network: Any) -> Network:
    """One more user of the compiled network, for one thread; each answer lasts until the next."""
    import torch

    request = compiled_network.create_infer_request()

    def network(letterboxed: Letterboxed) -> Any:
        answer = request.infer([letterboxed], share_inputs=True, share_outputs=True)
        return torch.from_numpy(answer[0])

    return network


def images_at_once(compiled_network: Any) -> int:
    """How many threads keep the compiled network busy: one a stream, and one that prepares."""
    return int(compiled_network.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) + 1


@contextmanager
def threads_each(count: int) -> Iterator[None]:
    """Let torch use so many threads for each operation within the block."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
