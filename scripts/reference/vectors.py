"""What every script here needs: configurations, inputs, the loss, and writing one vector file."""

import json
import math
from pathlib import Path

import numpy as np
import safetensors.torch
import timm
import torch

DIRECTORY = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "reference"

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def vit_config(**changes) -> dict:
    """A small `VitConfig` as SWS pools (no class token, mean over tokens after the last norm), with `changes`."""
    return {
        "imageSize": 28,
        "patchSize": 7,
        "inChans": 1,
        "numClasses": 10,
        "embedDim": 24,
        "numHeads": 3,
        "mlpRatio": 2,
        "globalPool": "avg",
        "fcNorm": False,
        "normEps": 1e-6,
        **changes,
    }


def random_images(config: dict, count: int, rng: np.random.Generator) -> torch.Tensor:
    """Standard normal images, float32 [count, C, H, W]."""
    size = config["imageSize"]
    shape = (count, config["inChans"], size, size)
    return torch.from_numpy(rng.standard_normal(shape).astype(np.float32))


def random_targets(config: dict, count: int, rng: np.random.Generator, sharpness: float = 2.0) -> torch.Tensor:
    """Soft targets, float32 [count, classes]; each row sums to 1."""
    logits = sharpness * rng.standard_normal((count, config["numClasses"]))
    return torch.softmax(torch.from_numpy(logits), dim=1).float()


def soft_cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean over the batch of -sum_c target_c * log_softmax(logits)_c."""
    return -(targets * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


def prefixed(prefix: str, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """`tensors` with every name under `prefix.`."""
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def gradients(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The gradient of every parameter, by name. Raises if a parameter had none."""
    return {name: parameter.grad for name, parameter in module.named_parameters()}


def largest_difference(a: torch.Tensor, b: torch.Tensor) -> float:
    """Largest absolute difference of two tensors of one shape."""
    return (a.double() - b.double()).abs().max().item()


def relative_difference(a: torch.Tensor, b: torch.Tensor) -> float:
    """Norm of the difference over the norm of `b`."""
    return ((a.double() - b.double()).norm() / b.double().norm()).item()


def bound(difference: float) -> float:
    """`difference` to one digit, rounded up: what lies below it varies from one processor to the next."""
    if difference == 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(difference))
    return float(f"{math.ceil(difference / unit) * unit:.0e}")


def require(condition: bool, message: str) -> None:
    """Stops the script unless `condition` holds: a vector that fails its own check must not be written."""
    if not condition:
        raise SystemExit(f"not written: {message}")


def write(name: str, script: str, meaning: str, tensors: dict[str, torch.Tensor], **facts) -> None:
    """Writes `name`.safetensors: `tensors` as float32, with `meaning` and `facts` as JSON under `reference`."""
    reference = {
        "script": f"scripts/reference/{script}",
        "meaning": meaning,
        **facts,
        "versions": {"torch": torch.__version__.split("+")[0], "timm": timm.__version__},
    }
    stored = {key: tensor.detach().float().contiguous().clone() for key, tensor in tensors.items()}
    for key, tensor in stored.items():
        require(bool(torch.isfinite(tensor).all()), f"{key} is not finite")
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    path = DIRECTORY / f"{name}.safetensors"
    safetensors.torch.save_file(stored, path, metadata={"reference": json.dumps(reference)})
    print(f"{path.name}: {len(stored)} tensors, {path.stat().st_size:,} bytes")
