#!/usr/bin/env bash
# Serves learngenes of DeiT's sizes, random weights, and checks the forms they are had in (forms.py): with a class token
# and without, of both rules. Needs a build; takes 5 GB of memory and of /tmp.
#
#   scripts/check/forms.sh [SIZE …]      tiny, small, base; default: all
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh
. scripts/check/tools.sh

python=${PYTHON:-.venv/bin/python}
if [ -z "${PYTHON:-}" ]; then
  make_venv
fi

serve "${PORT:-18081}"

# SIZE POOL RULE
check() {
  local name=$1-$2-$3 file=$work/$1-$2-$3.safetensors
  echo "== $name"
  npx tsx scripts/check/generate-learngene.ts --size "$1" --pool "$2" --rule "$3" "$file"
  curl --silent --show-error --fail --output /dev/null -H "Content-Type: application/octet-stream" \
    --data-binary "@$file" "$server/v1/learngenes/check/$name/versions"
  "$python" scripts/check/forms.py --server "$server" --learngene "check/$name" --file "$file"
  rm "$file"
}

for size in "${@:-tiny small base}"; do
  for each in $size; do
    check "$each" token stage-wise
    if [ "$each" = tiny ]; then
      check tiny avg linear
    fi
  done
done
