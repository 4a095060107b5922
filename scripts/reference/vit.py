"""timm's VisionTransformer, built from our configuration (src/model/vit/config.ts)."""

from functools import partial

import numpy as np
import torch
from timm.models.vision_transformer import VisionTransformer


def timm_arguments(config: dict, depth: int) -> dict:
    """The arguments that make timm's VisionTransformer the network of `config`, a `VitConfig`, and `depth`."""
    return {
        "img_size": config["imageSize"],
        "patch_size": config["patchSize"],
        "in_chans": config["inChans"],
        "num_classes": config["numClasses"],
        "embed_dim": config["embedDim"],
        "depth": depth,
        "num_heads": config["numHeads"],
        "mlp_ratio": config["mlpRatio"],
        "global_pool": config["globalPool"],
        "class_token": config["globalPool"] == "token",
        "fc_norm": config["fcNorm"],
        "norm_layer": partial(torch.nn.LayerNorm, eps=config["normEps"]),
    }


def build(config: dict, depth: int) -> VisionTransformer:
    """A network of `config` and `depth` in evaluation mode, with whatever weights timm gives it."""
    return VisionTransformer(**timm_arguments(config, depth)).eval()


def tensor_shapes(config: dict, depth: int) -> dict[str, list[int]]:
    """Name and shape of every tensor, as src/model/vit/tensors.ts lists them; kept apart from timm on purpose."""
    d, classes, patch = config["embedDim"], config["numClasses"], config["patchSize"]
    hidden = int(d * config["mlpRatio"])
    token = config["globalPool"] == "token"
    tokens = (config["imageSize"] // patch) ** 2 + (1 if token else 0)
    block = {
        "norm1.weight": [d],
        "norm1.bias": [d],
        "attn.qkv.weight": [3 * d, d],
        "attn.qkv.bias": [3 * d],
        "attn.proj.weight": [d, d],
        "attn.proj.bias": [d],
        "norm2.weight": [d],
        "norm2.bias": [d],
        "mlp.fc1.weight": [hidden, d],
        "mlp.fc1.bias": [hidden],
        "mlp.fc2.weight": [d, hidden],
        "mlp.fc2.bias": [d],
    }
    norm = "fc_norm" if config["fcNorm"] else "norm"
    return {
        **({"cls_token": [1, 1, d]} if token else {}),
        "pos_embed": [1, tokens, d],
        "patch_embed.proj.weight": [d, config["inChans"], patch, patch],
        "patch_embed.proj.bias": [d],
        **{f"blocks.{i}.{name}": shape for i in range(depth) for name, shape in block.items()},
        f"{norm}.weight": [d],
        f"{norm}.bias": [d],
        "head.weight": [classes, d],
        "head.bias": [classes],
    }


def random_params(config: dict, depth: int, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """Float32 weights under our names, drawn so that no part of the network is idle: norms and biases too."""

    def draw(name: str, shape: list[int]) -> torch.Tensor:
        normal = rng.standard_normal(shape)
        if "norm" in name:
            values = 0.2 * normal + (1 if name.endswith("weight") else 0)
        elif name.endswith("weight"):
            values = 1.5 * normal / np.sqrt(np.prod(shape[1:]))
        else:
            values = 0.3 * normal
        return torch.from_numpy(values.astype(np.float32))

    return {name: draw(name, shape) for name, shape in tensor_shapes(config, depth).items()}


def load(config: dict, depth: int, params: dict[str, torch.Tensor], dtype: torch.dtype) -> VisionTransformer:
    """timm's network holding `params`. Raises unless timm's names, order and shapes are ours exactly."""
    model = build(config, depth).to(dtype)
    if list(model.state_dict()) != list(params):
        raise SystemExit(f"timm names {list(model.state_dict())}, we name {list(params)}")
    model.load_state_dict(params, strict=True)
    return model
