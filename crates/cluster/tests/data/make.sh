#!/usr/bin/env bash
# Makes the certificates of the tests, valid for a century: two authorities, and a node that the first one signed.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for name in authority stranger; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=Test $name" \
        -keyout "$work/$name.key" -out "$name.pem"
done
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=node -keyout node.key.pem -out "$work/node.csr"
openssl x509 -req -in "$work/node.csr" -CA authority.pem -CAkey "$work/authority.key" -CAcreateserial -CAserial "$work/serial" -days 36500 \
    -extfile <(printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth') -out node.pem
