"""Checks what a server sends against timm, onnx and onnxruntime.

    pip install -r scripts/reference/requirements.txt
    python scripts/check/served.py --server http://127.0.0.1:8080 --learngene learngene/fashion-vit \\
        --depth 9 --images t10k-images-idx3-ubyte

Asks for an init of one depth as safetensors and as ONNX, twice each, and checks that

- two requests give identical bytes, and the safetensors file has as many blocks as were asked for;
- onnx.checker accepts the ONNX model with its full check, and onnxruntime runs batches of 1, 7 and 64;
- the safetensors file loads into timm's VisionTransformer with strict=True;
- timm's logits equal the ONNX model's on 64 real images within 1e-4.

Prints a line a check; exits 1 if one fails.
"""

import argparse
import gzip
import json
import sys
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

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reference"))
from vit import timm_arguments  # noqa: E402

BATCHES = [1, 7, 64]
TOLERANCE = 1e-4

torch.set_num_threads(1)


class Failure(Exception):
    """A check that did not hold; its message says what was found."""


def require(condition: bool, found: str) -> str:
    if not condition:
        raise Failure(found)
    return found


def fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        raise Failure(f"{url} answers {error.code}: {error.read(2000).decode(errors='replace')}") from error
    except urllib.error.URLError as error:
        raise Failure(f"{url} cannot be reached: {error.reason}") from error


def safetensors_metadata(data: bytes) -> dict[str, str]:
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]).get("__metadata__", {})


def read_idx_images(path: Path, count: int) -> np.ndarray:
    """The first `count` images of an IDX file (unsigned bytes, [n, height, width]), gzipped or not."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    require(data[:4] == b"\x00\x00\x08\x03", f"{path} is not an IDX file of images")
    total, height, width = (int.from_bytes(data[i : i + 4], "big") for i in (4, 8, 12))
    require(total >= count, f"{path} holds {total} images, {count} are needed")
    pixels = np.frombuffer(data, np.uint8, count * height * width, offset=16)
    return pixels.reshape(count, 1, height, width)


def normalise(pixels: np.ndarray, preprocessing: dict) -> np.ndarray:
    """(pixel / 255 - mean) / std for each channel, float32."""
    mean, std = (np.array(preprocessing[key]).reshape(1, -1, 1, 1) for key in ("mean", "std"))
    return ((pixels / 255 - mean) / std).astype(np.float32)


class Served:
    """One init of one learngene, as both formats, and what is checked about it, in order."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.checks: list[tuple[str, Callable[[], str]]] = [
            ("safetensors: two requests, identical bytes", self.download_safetensors),
            ("onnx: two requests, identical bytes", self.download_onnx),
            ("safetensors: blocks as asked for", self.count_blocks),
            ("both say the same of the network", self.compare_manifests),
            ("onnx: checker, full check", self.check_onnx),
            ("timm: loads with strict=True", self.load_timm),
            ("images: fit the network", self.read_images),
            ("onnx: runs batches of 1, 7 and 64", self.run_batches),
            (f"timm and onnx: logits within {TOLERANCE:g}", self.compare_logits),
        ]

    def twice(self, file_format: str) -> bytes:
        options = self.options
        query = urllib.parse.urlencode({"depth": options.depth, "format": file_format})
        path = f"/v1/learngenes/{options.learngene}/versions/{options.version}/init?{query}"
        first, second = (fetch(options.server.rstrip("/") + path) for _ in range(2))
        require(first == second, f"{len(first):,} and {len(second):,} bytes, and they differ")
        return first

    def download_safetensors(self) -> str:
        self.safetensors = self.twice("safetensors")
        return f"{len(self.safetensors):,} bytes"

    def download_onnx(self) -> str:
        self.onnx = self.twice("onnx")
        return f"{len(self.onnx):,} bytes"

    def count_blocks(self) -> str:
        self.tensors = safetensors.torch.load(self.safetensors)
        blocks = {name.split(".")[1] for name in self.tensors if name.startswith("blocks.")}
        return require(len(blocks) == self.options.depth, f"{len(blocks)} blocks, {len(self.tensors)} tensors")

    def compare_manifests(self) -> str:
        stated = safetensors_metadata(self.safetensors).get("network")
        require(stated is not None, "the safetensors file has no `network` in its metadata")
        self.network = json.loads(stated)
        properties = {entry.key: entry.value for entry in onnx.load_from_string(self.onnx).metadata_props}
        same = json.loads(properties.get("network", "null")) == self.network
        require(same, "`network` in the ONNX model's metadata_props is another or missing")
        depth = self.network["depth"]
        return require(depth == self.options.depth, f"{self.network['architecture']['family']}, depth {depth}")

    def check_onnx(self) -> str:
        onnx.checker.check_model(self.onnx, full_check=True)
        model = onnx.load_from_string(self.onnx)
        opsets = {f"{entry.domain or 'ai.onnx'} {entry.version}" for entry in model.opset_import}
        return f"{len(model.graph.node)} nodes, {', '.join(sorted(opsets))}"

    def load_timm(self) -> str:
        arguments = timm_arguments(self.network["architecture"]["config"], self.network["depth"])
        self.timm = timm.create_model("vit_tiny_patch16_224", pretrained=False, **arguments).eval()
        self.timm.load_state_dict(self.tensors, strict=True)
        return f"{sum(p.numel() for p in self.timm.parameters()):,} parameters"

    def read_images(self) -> str:
        config = self.network["architecture"]["config"]
        pixels = read_idx_images(self.options.images, max(BATCHES))
        shape, wanted = pixels.shape[1:], (config["inChans"], config["imageSize"], config["imageSize"])
        require(shape == wanted, f"images are {shape}, the network takes {wanted}")
        self.images = normalise(pixels, self.network["preprocessing"])
        return f"{len(pixels)} of {shape}"

    def run_batches(self) -> str:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(self.onnx, options, providers=["CPUExecutionProvider"])
        names = ([i.name for i in session.get_inputs()], [o.name for o in session.get_outputs()])
        require(names == (["images"], ["logits"]), f"inputs and outputs are {names}")
        results = [session.run(["logits"], {"images": self.images[:batch]})[0] for batch in BATCHES]
        self.logits = results[-1]
        classes = self.network["architecture"]["config"]["numClasses"]
        shapes = [result.shape for result in results]
        require(shapes == [(batch, classes) for batch in BATCHES], f"logits have shapes {shapes}")
        require(bool(np.isfinite(self.logits).all()), "logits are not finite")
        gap = max(float(np.abs(result - self.logits[: len(result)]).max()) for result in results)
        return require(gap < TOLERANCE, f"the same image's logits differ by at most {gap:.1e} between batches")

    def compare_logits(self) -> str:
        with torch.no_grad():
            expected = self.timm(torch.from_numpy(self.images)).numpy()
        gap = float(np.abs(expected - self.logits).max())
        return require(gap < TOLERANCE, f"{gap:.1e} at most, of logits up to {np.abs(expected).max():.1f}")

    def run(self) -> bool:
        for name, check in self.checks:
            try:
                print(f"ok    {name}: {check()}", flush=True)
            except Exception as error:  # Whatever a library raises is a finding, and later checks rest on this one.
                print(f"FAIL  {name}: {error}", flush=True)
                return False
        return True


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="http://127.0.0.1:8080")
    parser.add_argument("--learngene", default="learngene/fashion-vit", metavar="OWNER/NAME")
    parser.add_argument("--version", default="latest", help="number, tag or digest (default: latest)")
    parser.add_argument("--depth", type=int, default=9)
    parser.add_argument("--images", type=Path, required=True, metavar="FILE", help="IDX file of 64 images or more")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(0 if Served(parse_options()).run() else 1)
