#!/usr/bin/env bash
# Serves the sample from a fresh data directory and checks what comes out with timm, onnx and onnxruntime (served.py),
# installed in .venv from PyPI. Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh
. scripts/check/tools.sh

make_venv

serve "${PORT:-18080}"

# Reads the data set, and leaves its images as IDX files.
node dist/cli/main.js evaluate samples/fashion-vit.safetensors --depth 9 --dataset fashion-mnist --cache .learngene
for depth in 1 5 9 16; do
  .venv/bin/python scripts/check/served.py --server "$server" --depth "$depth" \
    --images .learngene/datasets/fashion-mnist/t10k-images-idx3-ubyte
done
