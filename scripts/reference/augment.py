"""What Pillow makes of a small image by each operation of RandAugment, so that ours can be compared. Needs no torch."""

import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps
from safetensors.numpy import save_file

DIRECTORY = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "reference"
FILL = 128
SIDE = 12

rng = np.random.default_rng(31)
smooth = np.add.outer(np.arange(SIDE) * 9, np.arange(SIDE) * 7)
pixels = (20 + smooth + rng.integers(0, 40, (SIDE, SIDE))).astype(np.uint8)
image = Image.fromarray(pixels)


def affine(data):
    return image.transform((SIDE, SIDE), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR, fillcolor=FILL)


def results(strength: float) -> dict[str, Image.Image]:
    size = abs(strength)
    return {
        "identity": image,
        "autoContrast": ImageOps.autocontrast(image),
        "rotate": image.rotate(30 * strength, Image.Resampling.BILINEAR, fillcolor=FILL),
        "shearX": affine((1, 0.3 * strength, 0, 0, 1, 0)),
        "shearY": affine((1, 0, 0, 0.3 * strength, 1, 0)),
        "translateX": affine((1, 0, 0.45 * strength * SIDE, 0, 1, 0)),
        "translateY": affine((1, 0, 0, 0, 1, 0.45 * strength * SIDE)),
        "solarize": ImageOps.solarize(image, 256 - int(256 * size)),
        "posterize": ImageOps.posterize(image, 8 - round(4 * size)),
        "brightness": ImageEnhance.Brightness(image).enhance(1 + 0.9 * strength),
        "contrast": ImageEnhance.Contrast(image).enhance(1 + 0.9 * strength),
    }


tensors = {"image": pixels.astype(np.float32)}
for strength in (-0.9, 0.5):
    for name, result in results(strength).items():
        tensors[f"{strength}.{name}"] = np.asarray(result).astype(np.float32)
reference = {
    "script": "scripts/reference/augment.py",
    "meaning": "`image` [12, 12], pixels 0 to 255, and what Pillow makes of it by strength.operation",
    "versions": {"pillow": PIL.__version__},
}
path = DIRECTORY / "augment.safetensors"
save_file(tensors, path, metadata={"reference": json.dumps(reference)})
print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size:,} bytes")
