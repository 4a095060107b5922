#!/usr/bin/env bash
# The blob store's conformance suite, its fault tests and the API's tests against a real S3 server, versitygw.
set -euo pipefail
cd "$(dirname "$0")/../.."

. scripts/check/tools.sh
install_gateway

data=$(mktemp -d)
mkdir "$data/buckets" "$data/metadata"
port=$(node -e 'const s = net.createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export AWS_ACCESS_KEY_ID=learngene AWS_SECRET_ACCESS_KEY=learngene-check AWS_REGION=us-east-1
export LEARNGENE_TEST_S3_ENDPOINT=http://127.0.0.1:$port

# Metadata beside the files: not every file system has extended attributes.
"$gateway" --port "127.0.0.1:$port" --access "$AWS_ACCESS_KEY_ID" --secret "$AWS_SECRET_ACCESS_KEY" --quiet \
  posix --sidecar "$data/metadata" "$data/buckets" >"$data/log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" || true; rm -rf "$data"' EXIT

for _ in $(seq 100); do
  curl --silent --output /dev/null "$LEARNGENE_TEST_S3_ENDPOINT" && break
  kill -0 "$pid" || { cat "$data/log"; exit 1; }
  sleep 0.1
done

npx vitest run --project parts test/registry/s3-blobs.test.ts test/registry/s3-faults.test.ts \
  test/server/s3.test.ts test/server/s3-outages.test.ts "$@"

# The API's own tests, on PostgreSQL and this server.
npx vitest run --project api --test-timeout 120000 "$@"
