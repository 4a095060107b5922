#!/usr/bin/env bash
# Ten training steps on WebGPU and on the CPU give the same losses. Without a graphics processor: on SwiftShader, the
# Vulkan in software of Debian's chromium, which is installed where root may.
set -euo pipefail
cd "$(dirname "$0")/../.."

. scripts/check/tools.sh

install_chromium
# Beside the program that /usr/bin/chromium starts.
files=${CHROMIUM_FILES:-/usr/lib/chromium}
[ -e "$files/vk_swiftshader_icd.json" ] || { echo "$files has no SwiftShader: name chromium's files in CHROMIUM_FILES"; exit 1; }

runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
# Its loader of Vulkan lies there, too.
VK_DRIVER_FILES="$files/vk_swiftshader_icd.json" LD_LIBRARY_PATH="$files" XDG_RUNTIME_DIR="$runtime" \
  npx tsx scripts/check/webgpu.ts
