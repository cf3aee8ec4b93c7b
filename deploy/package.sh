#!/usr/bin/env bash
# Builds a Debian package in target/debian: the program, a manual page per command, units, settings.
# Needs cargo-deb: cargo install cargo-deb --locked
set -euo pipefail
cd "$(dirname "$0")/.."

cargo deb --version >/dev/null || { echo "cargo-deb is required: cargo install cargo-deb --locked" >&2; exit 1; }
cargo build --release --locked --bin skorowidz
rm -rf target/package
mkdir -p target/package/man target/package/units
target/release/skorowidz man --dir target/package/man >/dev/null
# A package installs under /usr, a manual installation under /usr/local.
for unit in deploy/*.service deploy/*.timer; do
    sed 's|/usr/local/bin/|/usr/bin/|; s|/etc/systemd/system/|/usr/lib/systemd/system/|' "$unit" \
        > "target/package/units/$(basename "$unit")"
done
cargo deb --no-build --locked "$@"
