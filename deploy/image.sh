#!/usr/bin/env bash
# Builds the container image with the first available engine: deploy/image.sh [TAG]. Without an engine, only
# checks the files that the Dockerfile copies.
set -euo pipefail
cd "$(dirname "$0")/.."

tag=${1:-skorowidz}
file=deploy/Dockerfile

# Succeeds if a name is part of the build context: .dockerignore excludes everything then lists exceptions.
is_sent() { grep -qxF "!$1" .dockerignore || grep -qxF "!${1%%-*}*" .dockerignore; }

check() {
    local name wrong=0
    while read -r name; do
        if [[ ! -e $name ]]; then echo "$file: copies $name, which does not exist" >&2; wrong=1; fi
        if ! is_sent "$name"; then echo "$file: copies $name, which .dockerignore excludes" >&2; wrong=1; fi
    done < <(sed -n 's/^COPY \(.*\) [^ ]*$/\1/p' "$file" | grep -v -e --from= | tr ' ' '\n' | grep -vx '\.')
    for name in Cargo.toml Cargo.lock src crates web askama.toml; do
        if ! is_sent "$name"; then echo ".dockerignore: excludes $name, which the build needs" >&2; wrong=1; fi
    done
    return "$wrong"
}

check
for engine in docker podman buildah; do
    # The command may be installed without a running daemon.
    if command -v "$engine" >/dev/null && "$engine" info >/dev/null 2>&1; then
        exec "$engine" build -f "$file" -t "$tag" .
    fi
done
echo "no container engine available (docker, podman, buildah): $file was checked, nothing was built"
