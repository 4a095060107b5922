"""Gradients of a ViT whose layers are tied by stage, and of the same ViT untied."""

import numpy as np
import torch

from vectors import (
    gradients,
    prefixed,
    random_images,
    random_targets,
    relative_difference,
    require,
    soft_cross_entropy,
    vit_config,
    write,
)
from vit import load, random_params, tensor_shapes

LAYERS = [3, 2]
BATCH = 6
CONFIG = vit_config(embedDim=12)

MEANING = (
    "A network of 5 layers in 2 stages: layers 0-2 are stage 0's block, layers 3-4 stage 1's. "
    "`params.stages.{s}.<name>` holds each stage's block, `params.<timm name>` stem and head. `loss` [] is the mean "
    "over the batch of -sum_c targets_c * log_softmax(logits)_c for `images` [6, C, H, W] and soft `targets` "
    "[6, classes]; `logits` [6, classes]. `grads.stages.{s}.<name>` and `grads.<timm name>` come from autograd with "
    "the blocks shared; `grads.blocks.{i}.<name>` from the same network with each layer a copy of its own: the "
    "gradient of a stage is the sum over its layers. All from a float64 run."
)


def renamed(tensors: dict[str, torch.Tensor], old: str, new: str) -> dict[str, torch.Tensor]:
    return {name.replace(old, new, 1): tensor for name, tensor in tensors.items()}


def untie(stored: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights of a network with a block a layer, from those of one with a block a stage."""
    stages = [
        {name.split(".", 2)[2]: tensor for name, tensor in stored.items() if name.startswith(f"blocks.{stage}.")}
        for stage in range(len(LAYERS))
    ]
    layers = [stages[stage] for stage, count in enumerate(LAYERS) for _ in range(count)]
    names = tensor_shapes(CONFIG, sum(LAYERS))
    copies = {f"blocks.{i}.{name}": tensor for i, layer in enumerate(layers) for name, tensor in layer.items()}
    return {name: copies[name] if name.startswith("blocks.") else stored[name] for name in names}


def backward(model: torch.nn.Module, images: torch.Tensor, targets: torch.Tensor):
    """Logits and loss; leaves the gradients on the model's parameters."""
    logits = model(images.double())
    loss = soft_cross_entropy(logits, targets.double())
    loss.backward()
    return logits.detach(), loss.detach()


def tied_step(stored: dict[str, torch.Tensor], images: torch.Tensor, targets: torch.Tensor):
    """Logits, loss and gradients with one module a stage, called once for each of its layers."""
    model = load(CONFIG, len(LAYERS), stored, torch.float64)
    stages = model.blocks
    model.blocks = torch.nn.Sequential(*[stages[s] for s, count in enumerate(LAYERS) for _ in range(count)])
    logits, loss = backward(model, images, targets)
    model.blocks = stages
    return logits, loss, gradients(model)


def untied_step(stored: dict[str, torch.Tensor], images: torch.Tensor, targets: torch.Tensor):
    """Loss and gradients with one module a layer."""
    model = load(CONFIG, sum(LAYERS), untie(stored), torch.float64)
    _, loss = backward(model, images, targets)
    return loss, gradients(model)


def check_sums(tied: dict[str, torch.Tensor], untied: dict[str, torch.Tensor]) -> None:
    first = 0
    for stage, count in enumerate(LAYERS):
        for name in [n for n in tied if n.startswith(f"blocks.{stage}.")]:
            own = name.removeprefix(f"blocks.{stage}.")
            total = sum(untied[f"blocks.{layer}.{own}"] for layer in range(first, first + count))
            require(relative_difference(tied[name], total) < 1e-12, f"{name} is not the sum over its layers")
        first += count


def main() -> None:
    rng = np.random.default_rng(300)
    stored = random_params(CONFIG, len(LAYERS), rng)
    images = random_images(CONFIG, BATCH, rng)
    targets = random_targets(CONFIG, BATCH, rng)
    logits, loss, tied = tied_step(stored, images, targets)
    untied_loss, untied = untied_step(stored, images, targets)
    require(relative_difference(untied_loss, loss) < 1e-12, "tied and untied losses differ")
    check_sums(tied, untied)
    blocks = {name: grad for name, grad in untied.items() if name.startswith("blocks.")}
    tensors = {
        **prefixed("params", renamed(stored, "blocks.", "stages.")),
        **prefixed("grads", renamed(tied, "blocks.", "stages.")),
        **prefixed("grads", blocks),
    }
    write(
        "tied-gradients",
        "tied.py",
        MEANING,
        {**tensors, "images": images, "targets": targets, "logits": logits, "loss": loss},
        config=CONFIG,
        depth=sum(LAYERS),
        layers=LAYERS,
    )


main()
