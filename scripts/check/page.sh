#!/usr/bin/env bash
# Serves the sample and uses the page in Chromium (page/index.ts), which is installed from Debian where root may. Needs a build.
# With `--screenshots docs` it also takes the pictures that the documents show.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh
. scripts/check/tools.sh

install_chromium
[ -x .venv/bin/python ] || make_venv
serve "${PORT:-18083}"

npx tsx scripts/check/page/index.ts --server "$server" --chromium "$chromium" --python .venv/bin/python "$@"
