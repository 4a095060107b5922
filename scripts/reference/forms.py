"""Position embeddings as timm resizes them, and quantiles of the normal distribution, for forms of an expansion."""

import numpy as np
import torch
from timm.layers import resample_abs_pos_embed

from vectors import require, write

rng = np.random.default_rng(29)


def positions(side: int, prefix: int, width: int) -> torch.Tensor:
    """Embeddings of a square of `side` with `prefix` tokens before it, float32 [1, tokens, width]."""
    return torch.from_numpy(rng.standard_normal((1, prefix + side * side, width)).astype(np.float32))


tensors = {}
for side, prefix, width in [(7, 1, 6), (7, 0, 6), (14, 1, 5)]:
    stored = positions(side, prefix, width)
    tensors[f"{side}.{prefix}.{width}.stored"] = stored
    for to in (1, 3, 4, 6, 8, 12, 16, 24):
        resized = resample_abs_pos_embed(stored, [to, to], num_prefix_tokens=prefix)
        require(resized.shape[1] == prefix + to * to, "timm gave another number of tokens")
        tensors[f"{side}.{prefix}.{width}.{to}"] = resized
write(
    "positions",
    "forms.py",
    "position embeddings of side.prefix.width as stored, and as timm's resample_abs_pos_embed resizes them to a side",
    tensors,
)

p = torch.cat(
    [torch.linspace(1e-4, 1 - 1e-4, 301, dtype=torch.float64), torch.logspace(-10, -4, 25, dtype=torch.float64)]
).float()
# torch.special.ndtri is Cephes', another algorithm than the one it is compared with.
write("normal", "forms.py", "quantiles of the standard normal distribution", {"p": p, "x": torch.special.ndtri(p.double())})
