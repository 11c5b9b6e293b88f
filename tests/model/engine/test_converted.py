import numpy as np
import pytest

from containerloc.model.checkpoint import load_model
from containerloc.model.engine import networks
from containerloc.model.engine.converted import converted, opened
from containerloc.model.engine.networks import compiled, openvino_network, torch_network


@pytest.fixture(scope="module")
def both(openvino, weights):
    model = load_model(weights)
    return torch_network(model, "cpu"), openvino_network(compiled(opened(*converted(model))))


@pytest.mark.parametrize("shape", [(1, 160, 160), (3, 96, 160), (1, 320, 64), (2, 160, 160)])
def test_it_answers_as_torch_for_any_number_and_size(both, shape) -> None:
    pictures = np.random.default_rng(5).integers(0, 256, (*shape, 3), dtype=np.uint8)
    torchs, ours = (network(pictures).numpy() for network in both)
    np.testing.assert_allclose(ours[:, 4], torchs[:, 4], atol=0.005)
    largest = np.abs(torchs).max()  # a random model places corners 30,000 px away
    np.testing.assert_allclose(ours, torchs, atol=3e-5 * largest)


@pytest.mark.parametrize("part", [slice(4, 5), slice(5, 6)])  # confidence, a coordinate
def test_one_that_answers_otherwise_is_refused(openvino, weights, monkeypatch, part) -> None:
    whole = networks.openvino_network

    def other(network):
        def answer(pictures):
            right = whole(network)(pictures).clone()
            right[:, part] *= 1.02
            return right

        return answer

    monkeypatch.setattr(networks, "openvino_network", other)
    with pytest.raises(ValueError, match=r"otherwise than torch, by up to .* of a confidence"):
        converted(load_model(weights))
