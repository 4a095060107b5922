"""Loss and gradients of one training step of small ViTs, from PyTorch's autograd in float64."""

import numpy as np
import torch

from vectors import (
    bound,
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
from vit import load, random_params

BATCH = 6

CASES = {
    "avg-norm": (vit_config(), 3),
    "token-fc-norm": (vit_config(imageSize=8, patchSize=4, inChans=3, globalPool="token", fcNorm=True), 2),
}

MEANING = (
    "`loss` [] is the mean over the batch of -sum_c targets_c * log_softmax(logits)_c, logits being the network "
    "with `params.<timm name>` of `images` [6, C, H, W]; `targets` [6, classes] are soft. `grads.<timm name>` is "
    "its gradient to each parameter. All from a float64 run. Compare a gradient relative to its tensor's norm, "
    "not by element: the key third of each attn.qkv.bias has none (softmax does not see it)."
)


def step(config: dict, depth: int, params: dict, images: torch.Tensor, targets: torch.Tensor, dtype: torch.dtype):
    """The loss, and the gradient of every parameter."""
    model = load(config, depth, params, dtype)
    loss = soft_cross_entropy(model(images.to(dtype)), targets.to(dtype))
    loss.backward()
    return loss.detach(), gradients(model)


def make(name: str, config: dict, depth: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    params = random_params(config, depth, rng)
    images = random_images(config, BATCH, rng)
    targets = random_targets(config, BATCH, rng)
    loss, grads = step(config, depth, params, images, targets, torch.float64)
    _, single = step(config, depth, params, images, targets, torch.float32)
    difference = max(relative_difference(single[key], grads[key]) for key in grads)
    require(list(grads) == list(params), f"{name}: a parameter is without gradient")
    require(difference < 1e-5, f"{name}: float32 gradients differ from float64 by {difference}")
    tensors = {**prefixed("params", params), "images": images, "targets": targets, "loss": loss}
    write(
        f"gradients-{name}",
        "gradients.py",
        MEANING,
        {**tensors, **prefixed("grads", grads)},
        config=config,
        depth=depth,
        float32RelativeDifference=bound(difference),
    )


for index, (case, (case_config, case_depth)) in enumerate(CASES.items()):
    make(case, case_config, case_depth, seed=200 + index)
