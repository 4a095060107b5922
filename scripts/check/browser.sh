#!/usr/bin/env bash
# Serves the sample and runs its inits in Chromium (browser.ts), which is installed from Debian where root may. Needs a build.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh

chromium=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$chromium" ]; then
  [ "$(id -u)" = 0 ] || { echo "install chromium, or name one in CHROMIUM"; exit 1; }
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

serve "${PORT:-18082}"

npx tsx scripts/check/browser.ts --server "$server" --chromium "$chromium"
