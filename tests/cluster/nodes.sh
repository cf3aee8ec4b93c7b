#!/usr/bin/env bash
# Runs nodes of OpenSearch on loopback for tests, from jars that Maven fetches once. Needs Java 17 and Maven.
#
#   nodes.sh start DIR [COUNT]   starts COUNT nodes (default 1) and prints their addresses on the last line
#   nodes.sh kill DIR NUMBER     kills a node at once
#   nodes.sh again DIR NUMBER    starts a killed node again
#   nodes.sh stop DIR            stops all nodes
#
# Everything is below DIR, except the jars: they are in the user's cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jars=${XDG_CACHE_HOME:-$HOME/.cache}/skorowidz-opensearch

fail() { printf 'nodes.sh: %s\n' "$1" >&2; exit 1; }

prepare() {
    local tool
    for tool in java javac mvn; do
        command -v "$tool" >/dev/null || fail "no $tool: install a JDK 17 and Maven (apt-get install openjdk-17-jdk-headless maven)"
    done
    if ! cmp -s "$here/pom.xml" "$jars/pom.xml"; then
        rm -rf "$jars"
        mkdir -p "$jars"
        mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars/lib" >&2 \
            || fail "Maven could not fetch the jars of OpenSearch"
        cp "$here/pom.xml" "$jars/pom.xml"
    fi
    mkdir -p "$1/classes"
    javac -d "$1/classes" -cp "$jars/lib/*" "$here/Launch.java"
}

# Prints a port of loopback that is free now.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 20000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

launch() {
    local dir=$1 number=$2 options
    mapfile -t options <"$dir/n$number.options"
    java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ActiveProcessorCount=2 -cp "$dir/classes:$jars/lib/*" \
        Launch "$dir/n$number" "${options[@]}" >"$dir/n$number.log" 2>&1 &
    echo $! >"$dir/n$number.pid"
}

# Waits until a node answers with the health of a cluster of so many nodes.
wait_for() {
    local port=$1 count=$2 tries reply
    for ((tries = 0; tries < 360; tries++)); do
        if exec 3<>"/dev/tcp/127.0.0.1/$port"; then
            printf 'GET /_cluster/health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
            reply=$(cat <&3 || true)
            exec 3>&-
            if [[ $reply == *'"number_of_nodes":'"$count"* ]]; then return; fi
        fi 2>/dev/null
        sleep 0.5
    done
    return 1
}

start() {
    local dir=$1 count=$2 number seeds='' names='' urls='' ports=() transports=()
    [[ ! -e $dir/n1.options ]] || fail "$dir has nodes already"
    mkdir -p "$dir"
    prepare "$dir"
    for ((number = 1; number <= count; number++)); do
        ports+=("$(free_port)")
        transports+=("$(free_port)")
        seeds+=",127.0.0.1:${transports[-1]}"
        names+=",n$number"
        urls+=",http://127.0.0.1:${ports[-1]}"
    done
    for ((number = 1; number <= count; number++)); do
        {
            printf '%s\n' cluster.name=skorowidz-test "node.name=n$number" network.host=127.0.0.1 \
                "http.port=${ports[number - 1]}" "transport.port=${transports[number - 1]}" transport.type=netty4 \
                http.type=netty4 cluster.routing.allocation.disk.threshold_enabled=false
            if ((count == 1)); then
                echo discovery.type=single-node
            else
                printf '%s\n' "discovery.seed_hosts=${seeds#,}" "cluster.initial_cluster_manager_nodes=${names#,}"
            fi
        } >"$dir/n$number.options"
        launch "$dir" "$number"
    done
    for port in "${ports[@]}"; do
        wait_for "$port" "$count" || { tail -n 20 "$dir"/n*.log >&2; stop "$dir"; fail "the nodes did not start within 180 s"; }
    done
    echo "${urls#,}"
}

stop() {
    local pid
    for pid in "$1"/n*.pid; do
        [[ -e $pid ]] || continue
        kill "$(<"$pid")" 2>/dev/null || true
        rm -f "$pid"
    done
}

case ${1:-} in
    start) start "${2:?DIR}" "${3:-1}" ;;
    kill) kill -9 "$(<"${2:?DIR}/n${3:?NUMBER}.pid")" ;;
    again) launch "${2:?DIR}" "${3:?NUMBER}" ;;
    stop) stop "${2:?DIR}" ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
