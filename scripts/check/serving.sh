# To be sourced by checks that ask a server. Needs a build: npm run build.

# serve PORT: sets `work`, a new directory, and `server`, the address of a server with its data in it; both go when the
# script ends.
serve() {
  work=$(mktemp -d)
  server=http://127.0.0.1:$1
  node dist/cli/main.js serve --data "$work/data" --port "$1" >"$work/log" 2>&1 &
  local pid=$!
  # shellcheck disable=SC2064
  trap "kill $pid 2>/dev/null; wait $pid || true; rm -rf '$work'" EXIT
  for _ in $(seq 60); do
    curl --silent --fail --output /dev/null "$server/readyz" && break
    kill -0 "$pid" || { cat "$work/log"; exit 1; }
    sleep 1
  done
}
