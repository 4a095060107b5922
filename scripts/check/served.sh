#!/usr/bin/env bash
# Serves the sample from a fresh data directory and checks what comes out with timm, onnx and onnxruntime (served.py),
# installed in .venv from PyPI. Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -m venv .venv
.venv/bin/pip install --quiet -r scripts/reference/requirements.txt

data=$(mktemp -d)
port=${PORT:-18080}
server=http://127.0.0.1:$port
node dist/cli/main.js serve --data "$data" --port "$port" >"$data.log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" || true; rm -rf "$data" "$data.log"' EXIT

for _ in $(seq 60); do
  curl --silent --fail --output /dev/null "$server/readyz" && break
  kill -0 "$pid" || { cat "$data.log"; exit 1; }
  sleep 1
done

# Reads the data set, and leaves its images as IDX files.
node dist/cli/main.js evaluate samples/fashion-vit.safetensors --depth 9 --dataset fashion-mnist --cache .learngene
for depth in 1 5 9 16; do
  .venv/bin/python scripts/check/served.py --server "$server" --depth "$depth" \
    --images .learngene/datasets/fashion-mnist/t10k-images-idx3-ubyte
done
