"""Runs the Hub's own clients, unchanged, against a server of this repository.

    python test/clients/check.py --work DIRECTORY token.safetensors linear.safetensors pooled.safetensors

The files are learngenes: of a class token, of the rule linear, of mean pooling. Starts test/clients/serve.ts, twice, with its
data in DIRECTORY. Prints a line a check; exits 1 at the first that fails.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from proxy import Proxy  # noqa: E402

TOLERANCE = 1e-4
DEEP = "depth-30"


class Failure(Exception):
    """A check that did not hold; its message says what was found."""


def require(condition: bool, found: object) -> str:
    if not condition:
        raise Failure(str(found))
    return str(found)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """A server of its own, on the same port and data each time it is started."""

    def __init__(self, work: Path, files: list[Path]) -> None:
        self.port = free_port()
        self.data = work / "data"
        self.files = files
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["node", "--import", "tsx", "test/clients/serve.ts", "--data", self.data, "--port", str(self.port)]
        self.process = subprocess.Popen([*command, *self.files])
        for _ in range(600):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise Failure("the server does not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


class Clients:
    """The checks, in order. Libraries are imported once HF_ENDPOINT is set, which they read then."""

    def __init__(self, work: Path, files: list[Path]) -> None:
        self.work = work
        self.token_file, self.linear_file, self.pooled_file = files
        self.server = Server(work, files)
        self.server.start()
        self.proxy = Proxy(self.server.port)
        os.environ.update(
            HF_ENDPOINT=self.proxy.url,
            HF_HOME=str(work / "home"),
            HF_HUB_DISABLE_TELEMETRY="1",
            HF_HUB_DISABLE_PROGRESS_BARS="1",
        )
        self.tokens = json.loads((self.server.data / "tokens.json").read_text())
        import huggingface_hub

        self.hub = huggingface_hub
        self.api = huggingface_hub.HfApi(token=False)
        self.publisher = huggingface_hub.HfApi(token=self.tokens["publisher"])

    # Finding

    def info(self) -> str:
        info = self.api.model_info("check/token", files_metadata=True)
        names = {sibling.rfilename for sibling in info.siblings}
        wanted = {"README.md", "config.json", "model.safetensors", "onnx/model.onnx", "preprocessor_config.json"}
        require(names == wanted | {"learngene.safetensors"}, names)
        learngene = next(each for each in info.siblings if each.rfilename == "learngene.safetensors")
        require(learngene.lfs.sha256 == sha256(self.token_file), learngene)
        require(info.card_data.license == "apache-2.0" and not info.private, info)
        pinned = self.api.model_info("check/token", revision=info.sha)
        return require(pinned.sha == info.sha, f"{len(names)} files at {info.sha}")

    def lists(self) -> str:
        models = [model.id for model in self.api.list_models(author="check", filter=["timm", "vit"])]
        require(models == ["check/linear", "check/pooled", "check/token"], models)
        hidden = [model.id for model in self.hub.HfApi(token=self.tokens["reader"]).list_models(search="secret")]
        require(hidden == ["check/secret"], hidden)
        files = self.api.list_repo_files("check/token", revision="depth-9")
        require("learngene.safetensors" not in files and "onnx/model.onnx" in files, files)
        refs = self.api.list_repo_refs("check/token")
        require([each.name for each in refs.branches] == ["main"] and [each.name for each in refs.tags] == ["v1"], refs)
        commits = self.api.list_repo_commits("check/token")
        return require(commits[0].commit_id == refs.branches[0].target_commit, f"{len(models)} models, refs, commits")

    def existence(self) -> str:
        exists = self.api.repo_exists("check/token"), self.api.repo_exists("check/none")
        require(exists == (True, False), exists)
        files = [self.api.file_exists("check/token", name, revision="depth-9") for name in ("config.json", "x.json")]
        require(files == [True, False], files)
        revisions = [self.api.revision_exists("check/token", name) for name in ("v1", "params-5M", "v9")]
        return require(revisions == [True, True, False], "repositories, revisions and files")

    def errors(self) -> str:
        errors = self.hub.errors
        for wanted, ask in [
            (errors.RepositoryNotFoundError, lambda: self.download("check/none", "config.json")),
            (errors.RepositoryNotFoundError, lambda: self.download("check/secret", "config.json")),
            (errors.RevisionNotFoundError, lambda: self.download("check/token", "config.json", revision="v9")),
            (errors.RevisionNotFoundError, lambda: self.api.list_repo_files("check/token", revision="depth-0")),
            (errors.EntryNotFoundError, lambda: self.download("check/token", "no such.json")),
            (errors.RepositoryNotFoundError, lambda: self.api.model_info("check/none")),
            (errors.RevisionNotFoundError, lambda: self.api.model_info("check/token", revision="none")),
            (errors.GatedRepoError, lambda: self.download("check/secret", "config.json", token=self.tokens["revoked"])),
        ]:
            expect(wanted, ask)
        return "each the clients' own"

    def private(self) -> str:
        token = self.tokens["reader"]
        path = self.download("check/secret", "learngene.safetensors", token=token)
        require(sha256(Path(path)) == sha256(self.token_file), path)
        folder = self.hub.snapshot_download("check/secret", revision="depth-2", token=token)
        me = self.hub.HfApi(token=token).whoami()
        return require(me["auth"]["accessToken"]["role"] == "read", f"{len(os.listdir(folder))} files with a token")

    # Downloading

    def snapshots(self) -> str:
        for revision in ("main", "v1", self.api.model_info("check/linear").sha):
            self.hub.snapshot_download("check/linear", revision=revision)
        bodies = len(self.proxy.asked("GET", "/resolve/"))
        folder = Path(self.hub.snapshot_download("check/linear"))
        again = len(self.proxy.asked("GET", "/resolve/")) - bodies
        require(again == 0, f"{again} bodies asked for again")
        verified = self.api.verify_repo_checksums("check/linear")
        require(not verified.mismatches and not verified.missing_paths, verified)
        return f"{len(list(folder.rglob('*.*')))} files at main, its tag and its commit; verified; nothing sent again"

    def interrupted(self) -> str:
        self.proxy.cut_after = 25 << 20
        path = Path(self.hf("download", "check/token", "model.safetensors", "--revision", DEEP).split()[-1])
        require(self.proxy.cut_after is None, "nothing was broken off")
        ranges = [ask.headers.get("range") for ask in self.proxy.asked("GET", f"/resolve/[^/]+/model.safetensors")]
        resumed = [text for text in ranges if text is not None and text != "bytes=0-"]
        require(len(resumed) == 1, ranges)
        listed = self.api.get_paths_info("check/token", "model.safetensors", revision=DEEP)[0]
        require(sha256(path) == listed.lfs.sha256 == path.resolve().name, path)
        return f"resumed by {resumed[0]} of {listed.size:,} bytes"

    def cached(self, when: str = "") -> str:
        before = len(self.proxy.asked("GET", "/resolve/"))
        self.hf("download", "check/token", "model.safetensors", "--revision", DEEP)
        sent = len(self.proxy.asked("GET", "/resolve/")) - before
        return require(sent == 0, f"{sent} bodies sent for a file that is there{when}")

    def restarted(self) -> str:
        self.server.stop()
        self.server.start()
        return self.cached(" after a restart")

    # Loading

    def timm_models(self) -> str:
        import safetensors.torch
        import timm
        import torch

        torch.set_num_threads(1)
        model = timm.create_model("hf-hub:check/pooled@depth-9", pretrained=True).eval()
        source = safetensors.torch.load(self.fetch("/v1/learngenes/check/pooled/versions/1/init?depth=9"))
        state = model.state_dict()
        require(state.keys() == source.keys(), state.keys())
        require(all(torch.equal(state[name], source[name]) for name in source), "other tensors than the source's")
        timm.create_model("hf-hub:check/token", pretrained=True)
        fresh = timm.create_model("hf-hub:check/token@v1-depth-3-fp16", pretrained=True, num_classes=10)
        require(fresh.get_classifier().out_features == 10, fresh.get_classifier())
        gap = self.gap("check/pooled", "depth-9", lambda images: model(images))
        return require(gap < TOLERANCE, f"tensors equal; logits of timm and of the served ONNX differ by {gap:.1e}")

    def transformers_models(self) -> str:
        from transformers import AutoImageProcessor, AutoModelForImageClassification

        name, revision = "check/token", "depth-9-transformers"
        model = AutoModelForImageClassification.from_pretrained(name, revision=revision).eval()
        require(type(model).__name__ == "ViTForImageClassification", type(model))
        gap = self.gap(name, revision, lambda images: model(pixel_values=images).logits)
        wrapped = AutoModelForImageClassification.from_pretrained("check/pooled", revision="depth-9").eval()
        require(type(wrapped).__name__ == "TimmWrapperForImageClassification", type(wrapped))
        wrapped_gap = self.gap("check/pooled", "depth-9", lambda images: wrapped(pixel_values=images).logits)
        processor = AutoImageProcessor.from_pretrained(name, revision=revision)
        require(processor.size["height"] == 224, processor)
        gaps = f"logits differ by {gap:.1e} from the served ONNX's, by {wrapped_gap:.1e} as timm's"
        return require(max(gap, wrapped_gap) < TOLERANCE, gaps)

    def gap(self, name: str, revision: str, run: Callable) -> float:
        """By how much logits differ at most from those of the revision's ONNX model, on random images."""
        import numpy as np
        import onnxruntime
        import torch

        path = self.download(name, "onnx/model.onnx", revision=revision)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        images = np.random.default_rng(1).standard_normal((2, 3, 224, 224)).astype(np.float32)
        expected = session.run(None, {session.get_inputs()[0].name: images})[0]
        with torch.no_grad():
            logits = run(torch.from_numpy(images)).numpy()
        return float(np.abs(logits - expected).max())

    # Publishing

    def inline(self) -> str:
        name = "check/inline"
        for _ in range(2):
            self.publisher.create_repo(name, private=True, exist_ok=True)
        small = self.work / "small.safetensors"
        shutil.copy("samples/fashion-vit.safetensors", small)
        commit = self.publisher.upload_file(
            path_or_fileobj=small, path_in_repo="learngene.safetensors", repo_id=name, commit_message="Publish"
        )
        again = self.publisher.upload_file(
            path_or_fileobj=small, path_in_repo="learngene.safetensors", repo_id=name, commit_message="Again"
        )
        require(again.oid == commit.oid, again)
        self.publisher.create_repo(name, exist_ok=True)
        expect(self.hub.errors.HfHubHTTPError, lambda: self.publisher.create_repo(name))
        expect(self.hub.errors.RepositoryNotFoundError, lambda: self.api.model_info(name))
        path = self.download(name, "learngene.safetensors", revision=commit.oid, token=self.tokens["publisher"])
        return require(sha256(Path(path)) == sha256(small), f"{small.stat().st_size:,} bytes, private, at {commit.oid}")

    def lfs(self) -> str:
        name = "check/large"
        with self.linear_file.open("rb") as basic:
            self.publisher.upload_file(path_or_fileobj=basic, path_in_repo="learngene.safetensors", repo_id=name)
        puts = len(self.proxy.asked("PUT", "/api/lfs/"))
        require(puts == 1, f"{puts} requests for {self.linear_file.stat().st_size:,} bytes")
        self.hf(
            "upload",
            name,
            str(self.token_file),
            "learngene.safetensors",
            HF_TOKEN=self.tokens["publisher"],
            HF_HUB_DISABLE_XET="1",
        )
        parts = len(self.proxy.asked("PUT", "/api/lfs/")) - puts
        require(parts > 1, f"{parts} requests for {self.token_file.stat().st_size:,} bytes")
        with self.token_file.open("rb") as again:
            self.publisher.upload_file(path_or_fileobj=again, path_in_repo="learngene.safetensors", repo_id=name)
        require(len(self.proxy.asked("PUT", "/api/lfs/")) == puts + parts, "sent again")
        path = self.download(name, "learngene.safetensors", revision="v2")
        require(sha256(Path(path)) == sha256(self.token_file), path)
        return f"one request, then {parts} parts, then none for what is there"

    def warned(self) -> str:
        try:
            self.hf("upload", "check/xet", str(self.token_file), "learngene.safetensors", HF_TOKEN=self.tokens["publisher"])
        except subprocess.CalledProcessError as error:
            said = error.stderr + error.stdout
            require("Set HF_HUB_DISABLE_XET=1 to publish here" in said, said)
            return "fails, and says to set HF_HUB_DISABLE_XET=1"
        raise Failure("a client with Xet sent a large file")

    def refused(self) -> str:
        upload = self.publisher.upload_file
        content = io.BytesIO(b"# A card")
        error = expect(
            self.hub.errors.BadRequestError,
            lambda: upload(path_or_fileobj=content, path_in_repo="README.md", repo_id="check/large"),
        )
        require("learngenes alone, and no README.md" in str(error), error)
        no_learngene = io.BytesIO(b"no learngene")
        error = expect(
            self.hub.errors.HfHubHTTPError,
            lambda: upload(path_or_fileobj=no_learngene, path_in_repo="learngene.safetensors", repo_id="check/large"),
        )
        reader = self.hub.HfApi(token=self.tokens["reader"])
        expect(self.hub.errors.HfHubHTTPError, lambda: reader.create_repo("check/other"))
        return str(error).splitlines()[-1]

    def tags(self) -> str:
        self.publisher.create_tag("check/large", tag="stable", revision="v1")
        path = self.download("check/large", "config.json", revision="stable-depth-2")
        require(json.loads(Path(path).read_text())["model_args"]["depth"] == 2, path)
        self.publisher.delete_tag("check/large", tag="stable")
        return require(not self.publisher.revision_exists("check/large", "stable"), "set, expanded, deleted")

    # What docs/hub.md says

    def documented(self) -> str:
        folder = self.work / "documented"
        folder.mkdir()
        shutil.copy("samples/fashion-vit.safetensors", folder / "new.safetensors")
        blocks = re.findall(r"^```(sh|python|js)\n(.*?)^```", Path("docs/hub.md").read_text(), re.M | re.S)
        readme = re.findall(r"^```(python)\n(.*?)^```", Path("README.md").read_text(), re.M | re.S)
        blocks += [block for block in readme if "hf-hub:" in block[1]]
        renamed = {"http://127.0.0.1:8080": self.proxy.url, "learngene/fashion-vit": "check/pooled"}
        renamed |= {"acme/vit": "check/token", "acme/new": "check/documented"}
        for kind, text in blocks:
            for before, after in renamed.items():
                text = text.replace(before, after)
            run = {
                "sh": ["bash", "-e", "-c", text],
                "python": [sys.executable, "-c", text],
                # Where its packages are.
                "js": ["node", "--input-type=module", "-e", text],
            }[kind]
            self.command(run, cwd=Path.cwd() if kind == "js" else folder, HF_TOKEN=self.tokens["publisher"])
        require((folder / "nine" / "model.safetensors").exists(), os.listdir(folder))
        me = self.publisher.model_info("check/documented", revision="stable")
        return require(me.private and len(blocks) >= 7, f"{len(blocks)} blocks")

    # How

    def download(self, name: str, path: str, **options: object) -> str:
        options.setdefault("token", False)
        return self.hub.hf_hub_download(name, path, **options)

    def fetch(self, path: str) -> bytes:
        with urllib.request.urlopen(self.proxy.url + path, timeout=60) as response:
            return response.read()

    def hf(self, *arguments: str, **environment: str) -> str:
        """What the `hf` command prints."""
        return self.command([Path(sys.executable).parent / "hf", *arguments], **environment)

    def command(self, command: list[str | Path], cwd: Path | None = None, **environment: str) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return subprocess.run(
            command,
            env={**os.environ, "PATH": path, **environment},
            cwd=cwd,
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        ).stdout

    def run(self) -> bool:
        for name, check in [
            ("model_info", self.info),
            ("lists", self.lists),
            ("repo_exists, file_exists", self.existence),
            ("errors", self.errors),
            ("private learngenes", self.private),
            ("snapshot_download", self.snapshots),
            ("hf download, interrupted", self.interrupted),
            ("hf download, again", self.cached),
            ("hf download, server restarted", self.restarted),
            ("timm", self.timm_models),
            ("transformers", self.transformers_models),
            ("upload inside a commit", self.inline),
            ("upload by Git LFS", self.lfs),
            ("upload by Xet", self.warned),
            ("uploads refused", self.refused),
            ("tags", self.tags),
            ("docs/hub.md", self.documented),
        ]:
            started = time.monotonic()
            try:
                print(f"ok    {name}: {check()} ({time.monotonic() - started:.1f} s)", flush=True)
            except Exception as error:  # Whatever a library raises is a finding, and later checks rest on this one.
                said = f"\n{error.stderr}" if isinstance(error, subprocess.CalledProcessError) else ""
                print(f"FAIL  {name}: {type(error).__name__}: {error}{said}", flush=True)
                return False
        return True


def expect(wanted: type[Exception], ask: Callable[[], object]) -> Exception:
    try:
        found = ask()
    except Exception as error:
        require(isinstance(error, wanted), f"{type(error).__name__} and not {wanted.__name__}: {error}")
        return error
    raise Failure(f"{found} and no {wanted.__name__}")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("files", type=Path, nargs=3)
    options = parser.parse_args()
    clients = Clients(options.work, options.files)
    try:
        sys.exit(0 if clients.run() else 1)
    finally:
        clients.server.stop()
