#!/usr/bin/env bash
# Runs the tests of the contract over OpenSearch, whose nodes TEST_OPENSEARCH names: every topic that goes through an
# index. The other topics read files, check the repository, or end before an engine is asked. `limits` is left out: over a
# cluster an unoptimized program takes minutes to read texts of megabytes. Arguments go to the test program, for example
# the name of one test.
set -euo pipefail
cd "$(dirname "$0")/../.."

[[ -n ${TEST_OPENSEARCH:-} ]] || { echo "contract.sh: TEST_OPENSEARCH names no nodes: see CONTRIBUTING.md" >&2; exit 1; }
topics=(access act_pages acts bets cli contract corpus correction deletions dry_run durability feeds
    golden highlights http ingest languages maintenance meaning meeting_pages meetings metrics openapi pages
    pictures queries query_language recognition reconcile related serve shown site suggest variants watch ways web_pages
    widget writes backup)
# Vectors are the same whatever holds the texts: the floors of the real model are measured once, over the first engine.
unset TEST_MODEL
if [[ $# -eq 0 ]]; then set -- "${topics[@]/%/::}"; fi
TEST_ENGINE=opensearch cargo test -p skorowidz --test it -- "$@"
