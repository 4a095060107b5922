#!/usr/bin/env bash
# Serves the sample and runs its inits in Chromium (browser.ts), which is installed from Debian where root may. Needs a build.
set -euo pipefail
cd "$(dirname "$0")/../.."

chromium=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$chromium" ]; then
  [ "$(id -u)" = 0 ] || { echo "install chromium, or name one in CHROMIUM"; exit 1; }
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

data=$(mktemp -d)
port=${PORT:-18082}
server=http://127.0.0.1:$port
node dist/cli/main.js serve --data "$data" --port "$port" >"$data.log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" || true; rm -rf "$data" "$data.log"' EXIT

for _ in $(seq 60); do
  curl --silent --fail --output /dev/null "$server/readyz" && break
  kill -0 "$pid" || { cat "$data.log"; exit 1; }
  sleep 1
done

npx tsx scripts/check/browser.ts --server "$server" --chromium "$chromium"
