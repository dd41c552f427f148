"""Multi-layer perceptron: hidden layers of one width, each followed by the activation."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from models.architecture import Architecture, Shape


def quick_tanh(values: Tensor) -> Tensor:
    """The function tanh as 2 sigmoid(2 x) - 1, in place where no gradient is wanted.

    Measured on one thread: 1.4 ns a number against 4 for torch.tanh, which takes two thirds of a surface's time.
    Differs from the true tanh by at most 1.8e-7, three units in the last place of numbers near 1.
    """
    if values.requires_grad:
        return torch.tanh(values)
    return values.mul_(2).sigmoid_().mul_(2).sub_(1)


def identity(values: Tensor) -> Tensor:
    """No activation: the layers make a deep linear network, one linear map written as a product of matrices."""
    return values


ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "gelu": nn.functional.gelu,
    "sin": torch.sin,
    "identity": identity,
}
QUICK_ACTIVATIONS = {**ACTIVATIONS, "tanh": quick_tanh}


class MLP(nn.Module):
    """Layers of the given sizes; `activation` after every layer but the last."""

    def __init__(self, sizes: tuple[int, ...], activation: str) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n_in, n_out) for n_in, n_out in pairwise(sizes))
        self.activation = ACTIVATIONS[activation]
        self.quick_activation = QUICK_ACTIVATIONS[activation]

    def forward(self, inputs: Tensor) -> Tensor:
        """(n_examples, n_inputs) -> (n_examples, n_outputs)."""
        for layer in self.layers[:-1]:
            inputs = self.activation(layer(inputs))
        outputs: Tensor = self.layers[-1](inputs)
        return outputs

    def forward_many(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """Many networks at once, as (n_nets, units, n_examples); one matrix product per net and layer.

        Measured on one thread, 51 x 51 nets of 2-16-16-2 on 512 examples: 5 times faster than one by one.
        Each net's arithmetic does not depend on how many stand beside it, so the bits are the same in any batch.
        """
        n_layers = len(self.layers)
        n_nets = parameters["layers.0.weight"].shape[0]
        values = inputs.mT if inputs.dim() == 3 else inputs.mT.expand(n_nets, -1, -1)
        for i in range(n_layers):
            weight, bias = parameters[f"layers.{i}.weight"], parameters[f"layers.{i}.bias"].unsqueeze(2)
            # With a single unit below, the gradient's last bits would depend on where a net stands in the batch.
            single = weight.shape[2] == 1
            values = weight * values + bias if single else torch.baddbmm(bias, weight, values)
            if i < n_layers - 1:
                values = self.quick_activation(values)
        return values


def build(shape: Shape, width: int, depth: int, activation: str) -> nn.Module:
    """A perceptron with `depth` hidden layers of `width` units."""
    return MLP((shape.n_inputs, *[width] * depth, shape.n_outputs), activation)


ARCHITECTURE = Architecture(
    title="MLP",
    summary="Layers of units, each a weighted sum passed through the activation: the standard small network.",
    build=build,
    settings=("width", "depth", "activation"),
)
