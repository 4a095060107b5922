"""Checks the forms that a server gives a learngene in against timm, transformers, PyTorch, onnx and onnxruntime.

    pip install -r scripts/reference/requirements.txt
    python scripts/check/forms.py --server http://127.0.0.1:8080 --learngene check/tiny-token --file tiny-token.safetensors

`--file` is the learngene as it was published: expansions are compared with what PyTorch makes of its tensors. Images are
random. `forms.sh` runs it on learngenes of DeiT's sizes. Prints a line a check; exits 1 if one fails.
"""

import argparse
import json
import re
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import safetensors.torch
import timm
import torch
from timm.layers import resample_abs_pos_embed, set_fused_attn
from torch.utils.flop_counter import FlopCounterMode
from transformers import ViTForImageClassification
from transformers.utils import logging

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reference"))
from vit import timm_arguments  # noqa: E402

TOLERANCE = 1e-4
"""Of logits in float32, absolute."""
HALF_TOLERANCE = 2e-2
"""Of logits of a float16 model, relative to the largest."""
DEPTHS = [4, 9, 24]
DEPTH = 6
"""Of checks that one depth is enough for."""
IMAGES = 2
DTYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16}

torch.set_num_threads(2)
logging.disable_progress_bar()
# So that attention is two matrix products, which the counter of FLOPs sees.
set_fused_attn(False)


class Failure(Exception):
    """A check that did not hold; its message says what was found."""


def require(condition: bool, found: str) -> str:
    if not condition:
        raise Failure(found)
    return found


def largest(a: torch.Tensor | np.ndarray, b: torch.Tensor | np.ndarray) -> float:
    """The largest absolute difference."""
    difference = torch.as_tensor(a).double() - torch.as_tensor(b).double()
    return float(difference.abs().max())


class Forms:
    """One learngene, and what is checked about what it is served as."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.base = f"{options.server.rstrip('/')}/v1/learngenes/{options.learngene}/versions/1"
        with safetensors.safe_open(options.file, "pt") as file:
            self.manifest = json.loads(file.metadata()["learngene"])
        self.stored = safetensors.torch.load_file(options.file)
        self.config = self.manifest["architecture"]["config"]
        self.checks: list[tuple[str, Callable[[], str]]] = [
            *[(f"depth {depth}: timm loads it strictly, PyTorch makes the same", self.depth(depth)) for depth in DEPTHS],
            ("onnx: checker's full check, onnxruntime's logits are timm's", self.onnx),
            ("onnx in float16: logits near float32's", self.onnx_half),
            *[(f"{name}: PyTorch's own rounding", self.dtype(name)) for name in DTYPES],
            ("numClasses=37: a fresh head, all else as it was", self.num_classes),
            *[(f"imageSize: {side} patches a side, as timm resizes", self.image_size(side)) for side in (10, 16)],
            ("config.json: timm builds and loads it by itself", self.timm_config),
            ("FLOPs: PyTorch's count", self.flops),
        ]
        if self.config["globalPool"] == "token":
            self.checks.append(("transformers: all keys used, logits are timm's", self.transformers))

    def fetch(self, route: str, **query: object) -> bytes:
        url = f"{self.base}/{route}?{urllib.parse.urlencode(query)}"
        try:
            with urllib.request.urlopen(url, timeout=120) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            raise Failure(f"{url} answers {error.code}: {error.read(2000).decode(errors='replace')}") from error

    def tensors(self, **query: object) -> dict[str, torch.Tensor]:
        return safetensors.torch.load(self.fetch("init", **query))

    def images(self, size: int | None = None) -> torch.Tensor:
        size = size or self.config["imageSize"]
        shape = (IMAGES, self.config["inChans"], size, size)
        return torch.randn(shape, generator=torch.Generator().manual_seed(7))

    def timm(self, tensors: dict[str, torch.Tensor], depth: int, **changes: int) -> torch.nn.Module:
        arguments = timm_arguments({**self.config, **changes}, depth)
        model = timm.create_model("vit_tiny_patch16_224", pretrained=False, **arguments).eval()
        model.load_state_dict(tensors, strict=True)
        return model

    def expanded(self, depth: int) -> dict[str, torch.Tensor]:
        """What the rule makes of the stored tensors, by its definition."""
        stages = len(self.manifest["stages"])
        if self.manifest["rule"] == "stage-wise":
            layers = [s for s in range(stages) for _ in range(depth // stages + (s < depth % stages))]
            if depth < stages:
                layers = sorted({round(i * (stages - 1) / (depth - 1)) for i in range(depth)})
            block = lambda i, name: self.stored[f"stages.{layers[i]}.{name}"]  # noqa: E731
        else:
            block = lambda i, name: self.stored[f"base.{name}"] + (i / depth) * self.stored[f"slope.{name}"]  # noqa: E731
        first = "stages.0." if self.manifest["rule"] == "stage-wise" else "base."
        names = [name.removeprefix(first) for name in self.stored if name.startswith(first)]
        single = {k: v for k, v in self.stored.items() if not re.match(r"(stages\.\d+|base|slope)\.", k)}
        return {**single, **{f"blocks.{i}.{name}": block(i, name) for i in range(depth) for name in names}}

    def depth(self, depth: int) -> Callable[[], str]:
        def check() -> str:
            tensors, expected = self.tensors(depth=depth), self.expanded(depth)
            require(tensors.keys() == expected.keys(), "other names than the rule makes")
            other = [name for name, tensor in expected.items() if not torch.equal(tensor, tensors[name])]
            require(not other, f"other values: {other[:3]}")
            model = self.timm(tensors, depth)
            with torch.no_grad():
                logits = model(self.images())
            require(bool(torch.isfinite(logits).all()), "logits are not finite")
            return f"{sum(p.numel() for p in model.parameters()):,} parameters"

        return check

    def run_onnx(self, model: bytes, images: torch.Tensor) -> np.ndarray:
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        return session.run(["logits"], {"images": images.numpy()})[0]

    def onnx(self) -> str:
        model = self.fetch("init", depth=DEPTH, format="onnx")
        onnx.checker.check_model(model, full_check=True)
        with torch.no_grad():
            self.expected = self.timm(self.tensors(depth=DEPTH), DEPTH)(self.images())
        self.logits = self.run_onnx(model, self.images())
        gap = largest(self.logits, self.expected)
        return require(gap < TOLERANCE, f"{gap:.1e} at most, of logits up to {np.abs(self.logits).max():.1f}")

    def onnx_half(self) -> str:
        model = self.fetch("init", depth=DEPTH, format="onnx", dtype="float16")
        onnx.checker.check_model(model, full_check=True)
        gap = largest(self.run_onnx(model, self.images()), self.logits) / float(np.abs(self.logits).max())
        return require(gap < HALF_TOLERANCE, f"{gap:.1e} of the largest logit, {len(model):,} bytes")

    def dtype(self, name: str) -> Callable[[], str]:
        def check() -> str:
            expected = self.expanded(DEPTH)
            given = self.tensors(depth=DEPTH, dtype=name)
            other = [key for key, tensor in expected.items() if not torch.equal(tensor.to(DTYPES[name]), given[key])]
            require(not other, f"other values: {other[:3]}")
            model = self.timm(given, DEPTH).to(DTYPES[name])
            model.load_state_dict(given, strict=True)
            with torch.no_grad():
                logits = model(self.images().to(DTYPES[name]))
            return require(bool(torch.isfinite(logits).all()), f"{len(given)} tensors, logits finite")

        return check

    def num_classes(self) -> str:
        plain, fresh = self.expanded(DEPTH), self.tensors(depth=DEPTH, numClasses=37)
        self.timm(fresh, DEPTH, numClasses=37)
        other = [k for k in plain if not k.startswith("head.") and not torch.equal(plain[k], fresh[k])]
        require(not other, f"other values: {other[:3]}")
        weight = fresh["head.weight"]
        require(not fresh["head.bias"].any(), "the bias is not 0")
        again = self.tensors(depth=4, numClasses=37)["head.weight"]
        require(torch.equal(weight, again), "the head depends on the depth")
        require(not torch.equal(weight, self.tensors(depth=4, numClasses=37, seed=1)["head.weight"]), "no seed")
        mean, std = float(weight.mean()), float(weight.std())
        n = weight.numel() ** 0.5
        # Four deviations of the mean and of the deviation of so many numbers.
        right = abs(mean) < 4 * 0.02 / n and abs(std - 0.02) < 4 * 0.02 / (2**0.5 * n)
        return require(right, f"mean {mean:.1e}, deviation {std:.4f}")

    def image_size(self, side: int) -> Callable[[], str]:
        def check() -> str:
            size = side * self.config["patchSize"]
            tensors = self.tensors(depth=DEPTH, imageSize=size)
            prefix = 1 if self.config["globalPool"] == "token" else 0
            expected = resample_abs_pos_embed(self.stored["pos_embed"], [side, side], num_prefix_tokens=prefix)
            gap = largest(tensors["pos_embed"], expected)
            require(gap < 1e-5, f"position embeddings differ by {gap:.1e}")
            with torch.no_grad():
                logits = self.timm(tensors, DEPTH, imageSize=size)(self.images(size))
            model = self.fetch("init", depth=DEPTH, imageSize=size, format="onnx")
            onnx_gap = largest(self.run_onnx(model, self.images(size)), logits)
            return require(onnx_gap < TOLERANCE, f"positions within {gap:.1e}, ONNX's logits within {onnx_gap:.1e}")

        return check

    def save(self, name: str, **query: object) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "config.json").write_bytes(self.fetch("config", depth=DEPTH, **query))
        (folder / "model.safetensors").write_bytes(self.fetch("init", depth=DEPTH, **query))
        return folder

    def timm_config(self) -> str:
        model = timm.create_model(f"local-dir:{self.save('timm')}", pretrained=True).eval()
        with torch.no_grad():
            gap = largest(model(self.images()), self.expected)
        data = timm.data.resolve_model_data_config(model)
        preprocessing = self.manifest["preprocessing"]
        same = all(list(data[key]) == preprocessing[key] for key in ("mean", "std"))
        require(same and data["interpolation"] == preprocessing["interpolation"], f"preprocessing is {data}")
        return require(gap < 1e-6, f"logits within {gap:.1e}")

    def flops(self) -> str:
        model = self.timm(self.expanded(DEPTH), DEPTH)
        counter = FlopCounterMode(display=False)
        with counter, torch.no_grad():
            model(self.images()[:1])
        counted = counter.get_total_flops()
        planned = json.loads(self.fetch("plan", depth=DEPTH))["cost"]["flops"]
        return require(abs(planned / counted - 1) < 1e-3, f"{planned:,} planned, {counted:,} counted")

    def transformers(self) -> str:
        folder = self.save("transformers", dialect="transformers")
        model, info = ViTForImageClassification.from_pretrained(folder, output_loading_info=True)
        wrong = {key: found for key, found in info.items() if found}
        require(not wrong, f"loading found {wrong}")
        with torch.no_grad():
            logits = model.eval()(pixel_values=self.images()).logits
        gap = largest(logits, self.expected)
        return require(gap < TOLERANCE, f"logits within {gap:.1e}")

    def run(self) -> bool:
        right = True
        for name, check in self.checks:
            try:
                print(f"ok    {name}: {check()}", flush=True)
            except Exception as error:  # Whatever a library raises is a finding.
                print(f"FAIL  {name}: {type(error).__name__}: {error}", flush=True)
                right = False
        return right


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="http://127.0.0.1:8080")
    parser.add_argument("--learngene", required=True, metavar="OWNER/NAME")
    parser.add_argument("--file", type=Path, required=True, help="the learngene as it was published")
    return parser.parse_args()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(0 if Forms(parse_options(), Path(temporary)).run() else 1)
