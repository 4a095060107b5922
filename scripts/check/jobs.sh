#!/usr/bin/env bash
# Jobs whose process and whose server are killed; `npm run test:jobs` alone kills 20 and 5, and one of two workers that
# share 20 jobs. Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."

npx tsx test/jobs/campaign.ts --kills 1 --servers 1 --fleet 0 --epochs 60
