#!/usr/bin/env bash
# Runs every snippet of docs/how-to, in a folder of its own, as a reader would: against a started server, with what
# scripts/reference/requirements.txt installs, and the page of docs/how-to/browser.md in Chromium. Needs a build.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh
. scripts/check/tools.sh

if [ -z "${PYTHON:-}" ]; then
  make_venv
  PYTHON=$PWD/.venv/bin/python
fi
install_chromium

port=${PORT:-18086}
pages=$((port + 1))
export LEARNGENE_CORS_ORIGINS=http://127.0.0.1:$pages
serve "$port"

mkdir "$work/bin"
ln -s "$PWD/dist/cli/main.js" "$work/bin/learngene"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$PYTHON" >"$work/bin/python"
chmod +x "$work/bin/python"
export PATH=$work/bin:$PATH LEARNGENE_SERVER=$server

# docs/how-to/transformers.md has a learngene of its reader's.
npx tsx scripts/check/generate-learngene.ts --size tiny --pool token "$work/token.safetensors"
learngene publish "$work/token.safetensors" me/token-vit --quiet

for document in timm transformers pytorch node; do
  echo "== docs/how-to/$document.md"
  mkdir "$work/$document"
  ln -s "$PWD/node_modules" "$work/$document/node_modules"
  npx tsx scripts/check/snippets.ts "docs/how-to/$document.md" |
    sed "s#http://127.0.0.1:8080#$server#g" >"$work/$document/run.sh"
  (cd "$work/$document" && bash run.sh)
done

echo "== docs/how-to/browser.md"
CHROMIUM=$chromium npx tsx scripts/check/how-to-browser.ts "$server" "$pages"
