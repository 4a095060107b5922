#!/usr/bin/env bash
# Runs huggingface_hub, hf, timm and transformers, unchanged, against a server: reading, downloading, loading, publishing.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/tools.sh

make_venv

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
generate() {
  npx tsx scripts/check/generate-learngene.ts --size tiny --pool "$1" --rule "$2" --classes 100 "$work/$3.safetensors"
}
generate token stage-wise token
generate avg linear linear
generate avg stage-wise pooled

.venv/bin/python test/clients/check.py --work "$work" "$work"/{token,linear,pooled}.safetensors
