"""A small data set as the Hugging Face Hub keeps one, written by pyarrow, and its pixels as Pillow reads them.

    pip install pyarrow pillow numpy
    python scripts/reference/parquet.py
"""

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

OUT = Path(__file__).parents[2] / "test" / "fixtures" / "datasets" / "hub-images"
NAMES = ["stripes", "squares", "noise"]
FEATURES = {"image": {"_type": "Image"}, "label": {"names": NAMES, "_type": "ClassLabel"}}


def encoded(pixels: np.ndarray, kind: str) -> bytes:
    file = io.BytesIO()
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def write(split: str, count: int, kind: str, random: np.random.Generator) -> list:
    images, labels, pixels = [], [], []
    for i in range(count):
        # Smooth, so that JPEG loses little.
        ramp = np.linspace(0, 200, 8)[:, None, None] + np.linspace(0, 50, 8)[None, :, None]
        image = np.clip(ramp + random.uniform(0, 40, 3), 0, 255).astype(np.uint8)
        data = encoded(image, kind)
        images.append({"bytes": data, "path": f"{split}-{i}.{kind.lower()}"})
        labels.append(i % len(NAMES))
        pixels.append(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).transpose(2, 0, 1).ravel().tolist())
    schema = pa.schema(
        [("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())])), ("label", pa.int64())],
        metadata={"huggingface": json.dumps({"info": {"features": FEATURES}})},
    )
    table = pa.Table.from_pydict({"image": images, "label": labels}, schema=schema)
    file = OUT / "data" / f"{split}-00000-of-00001.parquet"
    pq.write_table(table, file, compression="zstd", row_group_size=5)
    return [{"label": label, "pixels": values} for label, values in zip(labels, pixels)]


def main() -> None:
    (OUT / "data").mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    expected = {"train": write("train", 12, "PNG", random), "test": write("test", 6, "JPEG", random)}
    (OUT / "pillow.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()
