#!/usr/bin/env bash
# Holds a started server to openapi/learngene.yaml: Schemathesis, installed in .venv-contract from PyPI, sends what the
# contract allows and what it does not, and no answer may be a 5xx, or have a status, header or body that the contract does
# not give. Seeded; about a minute and a half. Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/serving.sh

python3 -m venv .venv-contract
.venv-contract/bin/pip install --quiet -r scripts/check/contract-requirements.txt

# Jobs stay queued, so that what is asked of them does not hang on how fast this machine trains.
export LEARNGENE_JOB_WORKERS=0 LEARNGENE_RATE_LIMIT=0
serve "${PORT:-18085}"

# token NAME SCOPE: a token for all owners.
token() {
  curl -sf -H "Authorization: Bearer ${admin:-}" -H 'Content-Type: application/json' "$server/v1/tokens" \
    -d "{\"name\": \"$1\", \"grants\": [{\"owner\": \"*\", \"scope\": \"$2\"}]}" | sed -E 's/.*"secret":"([^"]*)".*/\1/'
}
admin=$(token admin admin)
publisher=$(token publisher publish)

# check TOKEN ARGUMENT...
check() {
  LEARNGENE_TOKEN=$1 .venv-contract/bin/st --config-file scripts/check/contract.toml run openapi/learngene.yaml \
    --url "$server" "${@:2}"
}

# Everything, by one who may publish; what only administrators may do is refused, and the sample stays.
check "$publisher" --max-examples "${EXAMPLES:-40}"
# Then what they may, but for those tokens.
check "$admin" --include-method DELETE --include-tag maintenance --max-examples "${EXAMPLES:-40}" \
  --exclude-operation-id revokeToken
