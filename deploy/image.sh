#!/usr/bin/env bash
# Builds the container image with whichever engine there is: deploy/image.sh [TAG]. Without one, checks what
# the Dockerfile copies and says that nothing was built.
set -euo pipefail
cd "$(dirname "$0")/.."

tag=${1:-skorowidz}
file=deploy/Dockerfile

# Whether a name is sent to the build: .dockerignore lists what is, after a line that leaves out everything.
is_sent() { grep -qxF "!$1" .dockerignore || grep -qxF "!${1%%-*}*" .dockerignore; }

check() {
    local name wrong=0
    while read -r name; do
        if [[ ! -e $name ]]; then echo "$file: copies $name, which is not there" >&2; wrong=1; fi
        if ! is_sent "$name"; then echo "$file: copies $name, which .dockerignore leaves out" >&2; wrong=1; fi
    done < <(sed -n 's/^COPY \(.*\) [^ ]*$/\1/p' "$file" | grep -v -e --from= | tr ' ' '\n' | grep -vx '\.')
    for name in Cargo.toml Cargo.lock src web dictionary askama.toml; do
        if ! is_sent "$name"; then echo ".dockerignore: leaves out $name, which the build needs" >&2; wrong=1; fi
    done
    return "$wrong"
}

check
for engine in docker podman buildah; do
    # The command may be there without the service behind it.
    if command -v "$engine" >/dev/null && "$engine" info >/dev/null 2>&1; then
        exec "$engine" build -f "$file" -t "$tag" .
    fi
done
echo "no container engine answers (docker, podman, buildah): $file was checked, nothing was built"
