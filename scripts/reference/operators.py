"""Values and gradients of the operators that have gradients of their own in our graph."""

import numpy as np
import torch
import torch.nn.functional as F

from vectors import require, soft_cross_entropy, write

MEANING = (
    "From float64 runs on the stored float32 inputs. "
    "gelu: `gelu.y` = x * Phi(x) (exact, erf) and `gelu.grad` = dy/dx at `gelu.x` [241], -6 to 6. "
    "layerNorm, over the last axis: `.y` of `.x` [4, 10], `.gamma` [10], `.beta` [10]; `.xGrad`, `.gammaGrad` and "
    "`.betaGrad` are of sum(y * `.upstream`). "
    "crossEntropy: `.loss` [] is the mean over the rows of -sum_c targets_c * log_softmax(logits)_c, `.grad` [6, 10] "
    "its gradient to `.logits`; row 0 of `.targets` is one-hot, row 1 uniform, row 2 of `.logits` lies near 100. "
    "distillation, p = softmax(. / T): `.t1.loss` and `.t3.loss` [] are T^2 * mean over the rows of "
    "sum_c p_teacher * (log p_teacher - log p_student) at T = 1 and 3, `.t1.grad` and `.t3.grad` [6, 10] their "
    "gradients to `.student`."
)

NORM_EPS = 1e-6


def leaf(values: np.ndarray) -> torch.Tensor:
    """A float64 tensor, rounded to what float32 can store, that collects a gradient."""
    return torch.from_numpy(values.astype(np.float32)).double().requires_grad_()


def gelu() -> dict[str, torch.Tensor]:
    x = leaf(np.linspace(-6, 6, 241))
    y = F.gelu(x, approximate="none")
    y.sum().backward()
    return {"gelu.x": x, "gelu.y": y, "gelu.grad": x.grad}


def layer_norm(rng: np.random.Generator) -> dict[str, torch.Tensor]:
    x = leaf(2 * rng.standard_normal((4, 10)) + np.array([[0.0], [1.0], [-3.0], [10.0]]))
    gamma, beta = leaf(1 + 0.3 * rng.standard_normal(10)), leaf(0.3 * rng.standard_normal(10))
    upstream = leaf(rng.standard_normal((4, 10)))
    y = F.layer_norm(x, [10], gamma, beta, eps=NORM_EPS)
    (y * upstream.detach()).sum().backward()
    inputs = {"x": x, "gamma": gamma, "beta": beta, "upstream": upstream}
    results = {"y": y, "xGrad": x.grad, "gammaGrad": gamma.grad, "betaGrad": beta.grad}
    return {f"layerNorm.{name}": tensor for name, tensor in {**inputs, **results}.items()}


def cross_entropy(rng: np.random.Generator) -> dict[str, torch.Tensor]:
    rows = 3 * rng.standard_normal((6, 10))
    rows[2] += 100
    logits = leaf(rows)
    targets = torch.softmax(torch.from_numpy(2 * rng.standard_normal((6, 10))), dim=1)
    targets[0] = F.one_hot(torch.tensor(4), 10)
    targets[1] = 0.1
    targets = targets.float().double()
    loss = soft_cross_entropy(logits, targets)
    loss.backward()
    built_in = F.cross_entropy(logits.detach(), targets)
    require(abs(loss.item() - built_in.item()) < 1e-12, "the loss is not torch's cross_entropy")
    return {
        "crossEntropy.logits": logits,
        "crossEntropy.targets": targets,
        "crossEntropy.loss": loss,
        "crossEntropy.grad": logits.grad,
    }


def distillation(rng: np.random.Generator) -> dict[str, torch.Tensor]:
    student, teacher = 2 * rng.standard_normal((6, 10)), 3 * rng.standard_normal((6, 10))
    tensors = {"distillation.student": leaf(student), "distillation.teacher": leaf(teacher)}
    for temperature in (1, 3):
        s, t = leaf(student), leaf(teacher).detach()
        log_s, log_t = (torch.log_softmax(logits / temperature, dim=1) for logits in (s, t))
        loss = temperature**2 * (log_t.exp() * (log_t - log_s)).sum(dim=1).mean()
        loss.backward()
        built_in = temperature**2 * F.kl_div(log_s.detach(), log_t, reduction="batchmean", log_target=True)
        require(abs(loss.item() - built_in.item()) < 1e-12, "the loss is not torch's kl_div")
        tensors |= {f"distillation.t{temperature}.loss": loss, f"distillation.t{temperature}.grad": s.grad}
    return tensors


def main() -> None:
    rng = np.random.default_rng(500)
    tensors = {**gelu(), **layer_norm(rng), **cross_entropy(rng), **distillation(rng)}
    write("operators", "operators.py", MEANING, tensors, normEps=NORM_EPS, temperatures=[1, 3])


main()
