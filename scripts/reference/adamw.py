"""Twenty steps of torch.optim.AdamW on a small ViT, with warm-up, cosine, clipping and selective decay."""

import math

import numpy as np
import torch

from vectors import (
    bound,
    largest_difference,
    prefixed,
    random_images,
    require,
    soft_cross_entropy,
    vit_config,
    write,
)
from vit import load, random_params

STEPS = 20
WARM_UP = 5
PEAK_RATE = 4e-3
BATCH = 16
DEPTH = 2
CONFIG = vit_config(imageSize=8, patchSize=4, embedDim=16, numHeads=2)
OPTIMIZER = {"betas": [0.9, 0.999], "eps": 1e-8, "weightDecay": 0.05, "clipNorm": 1.0}

MEANING = (
    "`losses` [20], each before its step, and the weights `final.<timm name>` after 20 steps of torch.optim.AdamW "
    "from `params.<timm name>`, in float32. Step s sees `images`[s] [16, 1, 8, 8] and soft `targets`[s] [16, 10], "
    "loss -sum_c targets_c * log_softmax(logits)_c, mean over the batch, at rate `lr`[s]. Gradients are first "
    "scaled by min(1, 1 / (norm + 1e-6)), where norm, over all gradients together, is `gradNorms`[s]. Weight decay is "
    "decoupled (w -= lr * 0.05 * w) and reaches `decayed` alone: no biases, norms, pos_embed, cls_token. A float64 run "
    "agrees within `float64Difference`. Leave the key third of each attn.qkv.bias out of a comparison of `final`: its "
    "gradient is nil but for rounding, which AdamW blows up (`keyBiasDifference`), and no loss depends on it."
)


def decays(name: str, tensor: torch.Tensor) -> bool:
    return tensor.ndim >= 2 and name not in ("pos_embed", "cls_token")


def rates() -> torch.Tensor:
    """Linear warm-up over the first steps, then half a cosine towards 0."""

    def rate(step: int) -> float:
        if step < WARM_UP:
            return PEAK_RATE * (step + 1) / WARM_UP
        return PEAK_RATE * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (STEPS - WARM_UP)))

    return torch.tensor([rate(step) for step in range(STEPS)], dtype=torch.float32)


def batches(rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Images, and targets that can be learnt from them: the softer the step, the smaller its gradient."""
    images = random_images(CONFIG, STEPS * BATCH, rng)
    truth = torch.from_numpy(rng.standard_normal((images[0].numel(), CONFIG["numClasses"])) / 8)
    logits = (images.double().flatten(1) @ truth).view(STEPS, BATCH, -1)
    sharpness = torch.tensor([0.5, 1.0, 2.0, 4.0]).repeat(STEPS // 4).view(STEPS, 1, 1)
    targets = torch.softmax(sharpness * logits, dim=-1)
    return images.view(STEPS, BATCH, *images.shape[1:]), targets.float()


def optimizer(model: torch.nn.Module) -> torch.optim.AdamW:
    named = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in named if decays(n, p)], "weight_decay": OPTIMIZER["weightDecay"]},
        {"params": [p for n, p in named if not decays(n, p)], "weight_decay": 0.0},
    ]
    betas = tuple(OPTIMIZER["betas"])
    return torch.optim.AdamW(groups, lr=0.0, betas=betas, eps=OPTIMIZER["eps"], foreach=False, fused=False)


def train(params: dict, images: torch.Tensor, targets: torch.Tensor, lr: torch.Tensor, dtype: torch.dtype):
    """Losses, gradient norms and final weights."""
    model = load(CONFIG, DEPTH, params, dtype)
    adamw = optimizer(model)
    losses, norms = [], []
    for step in range(STEPS):
        for group in adamw.param_groups:
            group["lr"] = lr[step].item()
        adamw.zero_grad()
        loss = soft_cross_entropy(model(images[step].to(dtype)), targets[step].to(dtype))
        loss.backward()
        losses.append(loss.detach())
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), OPTIMIZER["clipNorm"]))
        adamw.step()
    return torch.stack(losses), torch.stack(norms), model.state_dict()


def split_key_bias(weights: dict[str, torch.Tensor]) -> tuple[dict, dict]:
    """The weights without the key third of each attn.qkv.bias, and those thirds."""
    d = CONFIG["embedDim"]
    rest, keys = dict(weights), {}
    for name in [n for n in weights if n.endswith("attn.qkv.bias")]:
        q, keys[name], v = weights[name].split(d)
        rest[name] = torch.cat([q, v])
    return rest, keys


def largest(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> float:
    return max(largest_difference(a[name], b[name]) for name in a)


def main() -> None:
    rng = np.random.default_rng(400)
    params = random_params(CONFIG, DEPTH, rng)
    images, targets = batches(rng)
    lr = rates()
    losses, norms, final = train(params, images, targets, lr, torch.float32)
    exact_losses, exact_norms, exact_final = train(params, images, targets, lr, torch.float64)
    (rest, keys), (exact_rest, exact_keys) = split_key_bias(final), split_key_bias(exact_final)
    difference = {
        "losses": largest_difference(losses, exact_losses),
        "gradNorms": largest_difference(norms, exact_norms),
        "final": largest(rest, exact_rest),
    }
    clipped = [step for step in range(STEPS) if norms[step] > OPTIMIZER["clipNorm"]]
    require(max(difference.values()) < 1e-4, f"float64 disagrees: {difference}")
    require(4 <= len(clipped) <= STEPS - 4, f"clipping acts in steps {clipped}: {norms.tolist()}")
    tensors = {"images": images, "targets": targets, "lr": lr, "losses": losses, "gradNorms": norms}
    write(
        "adamw",
        "adamw.py",
        MEANING,
        {**prefixed("params", params), **tensors, **prefixed("final", final)},
        config=CONFIG,
        depth=DEPTH,
        optimizer=OPTIMIZER,
        schedule={"peakRate": PEAK_RATE, "warmUpSteps": WARM_UP},
        decayed=[name for name, tensor in params.items() if decays(name, tensor)],
        clippedSteps=clipped,
        float64Difference={name: bound(value) for name, value in difference.items()},
        keyBiasDifference=bound(largest(keys, exact_keys)),
    )


main()
