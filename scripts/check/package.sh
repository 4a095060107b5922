#!/usr/bin/env bash
# Packs the program, installs it in an empty directory as production does (npm ci --omit=dev), starts it there and
# fetches a network. Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."

directory=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid" || true; }; rm -rf "$directory"' EXIT

npm pack --silent --ignore-scripts --pack-destination "$directory" >/dev/null
tar -xzf "$directory"/learngene-*.tgz -C "$directory"
cp package-lock.json .npmrc "$directory/package"
cd "$directory/package"
npm ci --omit=dev --no-audit --no-fund --silent
[ ! -e node_modules/vitest ] || { echo "development packages were installed"; exit 1; }

node dist/cli/main.js serve --data "$directory/data" --port 0 --log-level warn >"$directory/ready" &
pid=$!
for _ in $(seq 120); do
  [ ! -s "$directory/ready" ] || break
  kill -0 "$pid" || exit 1
  sleep 0.5
done
url=$(grep -o 'http://[0-9.:]*' "$directory/ready" | head -1)
curl -fsSL -o "$directory/nine.safetensors" "$url/v1/learngenes/learngene/fashion-vit/versions/latest/init?depth=9"
curl -fsS -H 'Accept: text/html' "$url/" | grep -o 'page/index-[^"]*\.js' | while read -r script; do curl -fsS -o /dev/null "$url/$script"; echo "$script"; done | grep -q .
curl -fsSI "$url/page/runtime/ort-wasm-simd-threaded.wasm" >/dev/null
curl -fsS "$url/metrics" | grep '^learngene_expansions_total{format="safetensors"} 1$'
echo "the packed program serves networks and the page without development packages"
