import numpy as np
import pytest

from containerloc.model.checkpoint import load_model
from containerloc.model.engine.converted import converted, opened
from containerloc.model.engine.networks import (
    compiled,
    images_at_once,
    openvino_network,
    threads_each,
    torch_network,
)

PICTURES = np.random.default_rng(2).integers(0, 256, (2, 96, 160, 3), dtype=np.uint8)


def test_it_is_asked_in_blue_green_red_and_answers_as_the_model_itself(weights) -> None:
    import torch

    model = load_model(weights)
    rgb = np.ascontiguousarray(PICTURES[..., ::-1].transpose(0, 3, 1, 2))
    with torch.inference_mode():
        expected = model(torch.from_numpy(rgb).float() / 255)[0].numpy()
    np.testing.assert_allclose(
        torch_network(model, "cpu")(PICTURES).numpy(), expected, rtol=1e-3, atol=1.0
    )


def test_openvino_computes_in_float32_and_for_several_threads(openvino, weights) -> None:
    network = compiled(opened(*converted(load_model(weights))))
    assert network.get_property("INFERENCE_PRECISION_HINT") == openvino.Type.f32
    assert images_at_once(network) >= 2
    one, other = openvino_network(network), openvino_network(network)
    first = one(PICTURES)
    kept = first.numpy().copy()
    other(PICTURES[::-1].copy())
    np.testing.assert_array_equal(first.numpy(), kept)  # another thread's answer changes nothing


def test_torch_gets_its_threads_back() -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    with threads_each(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before
