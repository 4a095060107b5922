"""Logits of small random ViTs, so that our forward pass can be compared with timm's."""

import numpy as np
import torch

from vectors import bound, largest_difference, prefixed, random_images, require, vit_config, write
from vit import load, random_params

DEPTH = 2
IMAGES = 8

CASES = {
    "avg-norm": vit_config(),
    "avg-fc-norm": vit_config(fcNorm=True),
    "token-norm": vit_config(globalPool="token"),
    "avg-norm-3-channels": vit_config(imageSize=8, patchSize=4, inChans=3),
}

MEANING = (
    "`logits` [8, classes] is timm's VisionTransformer, in evaluation mode and float64, of `images` [8, C, H, W] "
    "with the weights `params.<timm name>`; float32 stays within `float32Difference` of it."
)


def make(name: str, config: dict, seed: int) -> None:
    rng = np.random.default_rng(seed)
    params = random_params(config, DEPTH, rng)
    images = random_images(config, IMAGES, rng)
    with torch.no_grad():
        logits = load(config, DEPTH, params, torch.float64)(images.double())
        single = load(config, DEPTH, params, torch.float32)(images)
    difference = largest_difference(single, logits)
    require(difference < 1e-5, f"{name}: float32 logits differ from float64 by {difference}")
    write(
        f"forward-{name}",
        "forward.py",
        MEANING,
        {**prefixed("params", params), "images": images, "logits": logits},
        config=config,
        depth=DEPTH,
        float32Difference=bound(difference),
    )


for index, (case, case_config) in enumerate(CASES.items()):
    make(case, case_config, seed=100 + index)
