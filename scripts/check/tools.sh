# To be sourced by checks: each function installs what they need beside npm's packages, if it is not there.

# .venv with what reference values and clients need, from PyPI.
make_venv() {
  python3 -m venv .venv
  .venv/bin/pip install --quiet -r scripts/reference/requirements.txt -r test/clients/requirements.txt
}

# Sets `chromium`: the one that CHROMIUM names, or Debian's.
install_chromium() {
  chromium=${CHROMIUM:-/usr/bin/chromium}
  if [ ! -x "$chromium" ]; then
    [ "$(id -u)" = 0 ] || { echo "install chromium, or name one in CHROMIUM"; exit 1; }
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
  fi
}

# Sets `gateway`: versitygw, an S3 server, which Go builds (Go 1.25 or newer; minutes the first time) into
# .learngene/tools.
install_gateway() {
  local version=v1.8.0 tools=$PWD/.learngene/tools
  gateway=$tools/versitygw-$version
  if [ ! -x "$gateway" ]; then
    mkdir -p "$tools"
    GOBIN=$tools nice go install "github.com/versity/versitygw/cmd/versitygw@$version"
    mv "$tools/versitygw" "$gateway"
  fi
}
