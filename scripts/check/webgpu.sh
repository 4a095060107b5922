#!/usr/bin/env bash
# Ten training steps on WebGPU and on the CPU give the same losses. Without a graphics processor: on SwiftShader, the
# Vulkan in software of Debian's chromium, which is installed where root may.
set -euo pipefail
cd "$(dirname "$0")/../.."

chromium=${CHROMIUM_FILES:-/usr/lib/chromium}
if [ ! -e "$chromium/vk_swiftshader_icd.json" ]; then
  [ "$(id -u)" = 0 ] || { echo "install chromium, or name its files' directory in CHROMIUM_FILES"; exit 1; }
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
# Its loader of Vulkan lies there, too.
VK_DRIVER_FILES="$chromium/vk_swiftshader_icd.json" LD_LIBRARY_PATH="$chromium" XDG_RUNTIME_DIR="$runtime" \
  npx tsx scripts/check/webgpu.ts
