"""Training steps of timm's VisionTransformer on PyTorch, on request: what `npm run bench -- train-step` compares with.

Argument: a JSON file with the network, its weights and its batch. Each line on stdin is a request, each on stdout its
answer: {"way": "eager" | "compile", "steps": n} -> {"ms", "losses", "norms"}; {"peak": true} -> {"bytes"}. A way begins
with the weights of the file, and goes on from request to request.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "reference"))
from vit import build  # noqa: E402


def make_step(case: dict, compiled: bool) -> Callable[[], tuple[float, float]]:
    """A function that takes one step; it returns the loss before it and the gradient's norm before clipping."""
    model = build(case["config"], case["depth"])
    model.load_state_dict(load_file(case["weights"]), strict=True)
    model.train()
    options = case["optimizer"]

    def decays(name: str, parameter: torch.Tensor) -> bool:
        return parameter.ndim > 1 and name not in ("pos_embed", "cls_token")

    named = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in named if decays(n, p)], "weight_decay": options["weightDecay"]},
        {"params": [p for n, p in named if not decays(n, p)], "weight_decay": 0.0},
    ]
    adamw = torch.optim.AdamW(
        groups,
        lr=case["learningRate"],
        betas=(options["beta1"], options["beta2"]),
        eps=options["epsilon"],
        fused=True,
    )
    batch = load_file(case["batch"])
    images, targets = batch["images"], batch["targets"]
    forward = torch.compile(model) if compiled else model

    def step() -> tuple[float, float]:
        adamw.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(forward(images), targets)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), options["clipNorm"])
        adamw.step()
        return loss.item(), norm.item()

    return step


def run(step: Callable[[], tuple[float, float]], count: int) -> dict:
    """Takes `count` steps and tells of each."""
    ms, losses, norms = [], [], []
    for _ in range(count):
        started = time.perf_counter()
        loss, norm = step()
        ms.append(1000 * (time.perf_counter() - started))
        losses.append(loss)
        norms.append(norm)
    return {"ms": ms, "losses": losses, "norms": norms}


def main() -> None:
    """Answers requests until stdin ends."""
    case = json.loads(Path(sys.argv[1]).read_text())
    torch.set_num_threads(case["threads"])
    print(json.dumps({"torch": torch.__version__}), flush=True)
    ways: dict[str, Callable[[], tuple[float, float]]] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "peak" in request:
            status = Path("/proc/self/status").read_text()
            answer = {"bytes": 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])}
        else:
            try:
                way = request["way"]
                if way not in ways:
                    ways[way] = make_step(case, compiled=way == "compile")
                answer = run(ways[way], request["steps"])
            except Exception as error:  # noqa: BLE001  the bench decides what an unbuilt way means
                answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
