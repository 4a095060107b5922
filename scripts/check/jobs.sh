#!/usr/bin/env bash
# Jobs whose process and whose server are killed; `npm run test:jobs` alone kills 20 and 5, and one of two workers that
# share 20 jobs.
set -euo pipefail
cd "$(dirname "$0")/../.."

npm run test:jobs -- --kills 1 --servers 1 --fleet 0 --epochs 60
