"""Float32 numbers as PyTorch rounds them to float16 and bfloat16: zeros, subnormals, ties, the edges, infinities, NaN."""

import numpy as np
import torch

from vectors import require, write

rng = np.random.default_rng(16)

# Around every edge of either type, by bits: zero, float16's least and least normal number, 1, its greatest number and
# what rounds past it, float32's own subnormals, greatest numbers and infinity.
edges = [0x0000_0000, 0x3300_0000, 0x3380_0000, 0x3880_0000, 0x3F80_0000, 0x477F_E000, 0x477F_F000, 0x4780_0000]
edges += [0x0080_0000, 0x7F7F_0000, 0x7F7F_8000, 0x7F7F_FFFF, 0x7F80_0000]
near = np.array([edge + step for edge in edges for step in range(-3, 4) if edge + step >= 0], np.uint32)
nan = np.array([0x7FC0_0000, 0x7F80_0001, 0x7FBF_FFFF, 0x7FFF_FFFF], np.uint32)
# Numbers with exponents that float16 has, cut to where ties are: half of them exact ties, of float16 or of bfloat16.
ordinary = rng.integers(0x3300_0000, 0x4780_0000, 1200, dtype=np.uint32)
subnormal = rng.integers(0x3300_0000, 0x3880_0000, 600, dtype=np.uint32)
ties16 = (ordinary & np.uint32(0xFFFF_E000)) | np.uint32(0x1000)
tiesb16 = (ordinary & np.uint32(0xFFFF_0000)) | np.uint32(0x8000)
any_bits = rng.integers(0, 0x8000_0000, 1200, dtype=np.uint32)
bits = np.concatenate([near, nan, ordinary, subnormal, ties16, tiesb16, any_bits])
bits = np.concatenate([bits, bits | np.uint32(0x8000_0000)])

floats = torch.from_numpy(bits.view(np.float32).copy())
with np.errstate(over="ignore"):
    by_numpy = torch.from_numpy(bits.view(np.float32).astype(np.float16).copy())
half, bfloat = floats.to(torch.float16), floats.to(torch.bfloat16)
known = ~floats.isnan()
require(torch.equal(half[known].view(torch.int16), by_numpy[known].view(torch.int16)), "NumPy rounds otherwise")


def words(values: torch.Tensor) -> torch.Tensor:
    """The bits of 16-bit numbers, as the whole numbers 0 to 65535."""
    return values.view(torch.int16).to(torch.int32) & 0xFFFF


write(
    "halves",
    "halves.py",
    "bits of float32 numbers, upper and lower 16, and of what they are rounded to; each as a whole number",
    {
        "high": torch.from_numpy((bits >> np.uint32(16)).astype(np.int32)),
        "low": torch.from_numpy((bits & np.uint32(0xFFFF)).astype(np.int32)),
        "float16": words(half),
        "bfloat16": words(bfloat),
    },
)
