#!/usr/bin/env bash
# Serves the sample and runs its inits in Chromium (browser.ts), which is installed from Debian where root may. Needs a build.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh
. scripts/check/tools.sh

install_chromium
serve "${PORT:-18082}"

npx tsx scripts/check/browser.ts --server "$server" --chromium "$chromium"
