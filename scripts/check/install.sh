#!/usr/bin/env bash
# Installs what the checks need: they do so themselves, one after the other; this is to be done beside other work.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/check/tools.sh

make_venv
install_chromium
install_gateway
