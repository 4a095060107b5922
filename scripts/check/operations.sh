#!/usr/bin/env bash
# Runs the commands of docs/operations.md for PostgreSQL and S3 (its blocks of bash) in their order: on a PostgreSQL
# server of Debian's packages, with its pg_dump, and on versitygw; aws is PyPI's awscli.
# Needs a build: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL's server is missing: apt-get install postgresql"; exit 1; }
. scripts/check/tools.sh
install_gateway
python3 -m venv .venv
.venv/bin/pip install --quiet awscli==1.45.11

work=$(mktemp -d)
free_port() { node -e 'const s = net.createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
# PostgreSQL refuses to run as root.
as_server() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
stop() {
  [ ! -e "$work/servers" ] || xargs -r kill 2>/dev/null <"$work/servers" || true
  [ -z "${gateway_pid:-}" ] || kill "$gateway_pid" 2>/dev/null || true
  (cd / && as_server "$bin/pg_ctl" --pgdata "$work/cluster/data" --mode immediate stop >/dev/null 2>&1) || true
  wait || true
  rm -rf "$work"
}
trap stop EXIT

PGPORT=$(free_port)
export PGHOST=127.0.0.1 PGUSER=learngene PGPORT
chmod 755 "$work"
mkdir "$work/cluster" "$work/buckets" "$work/metadata"
[ "$(id -u)" != 0 ] || chown nobody "$work/cluster"
(
  cd /
  as_server "$bin/initdb" --pgdata "$work/cluster/data" --username "$PGUSER" --auth trust --no-sync >/dev/null
  as_server "$bin/pg_ctl" --pgdata "$work/cluster/data" --wait --log "$work/cluster/log" \
    --options "-p $PGPORT -k '' -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
)

port=$(free_port)
export AWS_ACCESS_KEY_ID=learngene AWS_SECRET_ACCESS_KEY=learngene-check AWS_REGION=us-east-1
export AWS_ENDPOINT_URL=http://127.0.0.1:$port
ROOT_ACCESS_KEY=$AWS_ACCESS_KEY_ID ROOT_SECRET_KEY=$AWS_SECRET_ACCESS_KEY "$gateway" --port "127.0.0.1:$port" --quiet \
  posix --sidecar "$work/metadata" "$work/buckets" >"$work/gateway.log" 2>&1 &
gateway_pid=$!
curl --silent --output /dev/null --retry 50 --retry-delay 1 --retry-connrefused "$AWS_ENDPOINT_URL"

# As written, but for the ports, which may be taken here, and for npx, which is to run this checkout's program.
sed -n '/^```bash$/,/^```$/p' docs/operations.md | grep -v '^```' |
  sed "s/808[01]/&_/g; s/8080_/$(free_port)/g; s/8081_/$(free_port)/g; s/8082/$(free_port)/g" >"$work/commands"
grep -q pg_restore "$work/commands"
mkdir "$work/here"
cat >"$work/run" <<SCRIPT
set -euo pipefail
export PATH="$root/.venv/bin:$bin:\$PATH"
npx() {
  shift
  if [ "\$1" = serve ]; then
    echo "\$BASHPID" >>"$work/servers"
    exec node "$root/dist/cli/main.js" "\$@" --log-level warn
  fi
  node "$root/dist/cli/main.js" "\$@"
}
set -x
SCRIPT
cat "$work/commands" >>"$work/run"
(cd "$work/here" && bash "$work/run")
cmp "$work/here/restored.safetensors" samples/fashion-vit.safetensors
[ "$(ls "$work/here/data")" = cache ] || { echo "more than a cache lies in the data directory"; exit 1; }
echo "all commands of docs/operations.md for PostgreSQL and S3 work"
