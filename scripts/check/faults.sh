#!/usr/bin/env bash
# A short fault campaign: 4 kills on PGlite and files, 4 on PostgreSQL and an S3 server (versitygw, if s3.sh built it).
# Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."

npx tsx test/faults/campaign.ts --rounds 4 "$@"

# Two servers on one PostgreSQL and one bucket.
npx tsx test/faults/replicas.ts
