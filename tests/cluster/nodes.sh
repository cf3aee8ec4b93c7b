#!/usr/bin/env bash
# Runs nodes of OpenSearch on loopback for tests, from jars that Maven fetches once. Needs a JDK, 17 or newer, and Maven.
#
#   nodes.sh start DIR [COUNT]   starts COUNT nodes (default 1) in DIR and prints their addresses on the last line
#   nodes.sh kill DIR NUMBER     kills a node at once
#   nodes.sh again DIR NUMBER    starts a killed node again and waits until it answers
#   nodes.sh stop DIR            stops all nodes and waits until they have ended
#
# Everything is below DIR, except the jars: they are in the user's cache. NUMBER counts from 1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jars=${XDG_CACHE_HOME:-$HOME/.cache}/skorowidz-opensearch

fail() { printf 'nodes.sh: %s\n' "$1" >&2; exit 1; }

prepare() {
    local tool version
    for tool in java javac mvn; do
        command -v "$tool" >/dev/null || fail "no $tool: install a JDK and Maven (apt-get install default-jdk-headless maven)"
    done
    version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    ((${version:-0} >= 17)) || fail "javac is of version ${version:-unknown}: OpenSearch needs 17 (apt-get install default-jdk-headless)"
    cmp -s "$here/pom.xml" "$jars/pom.xml" || fetch
    mkdir -p "$1/classes"
    javac -d "$1/classes" -cp "$jars/lib/*" "$here/Launch.java"
}

# Fetches the jars into a new folder, so that half of them are never taken for all.
fetch() {
    local new
    mkdir -p "$(dirname "$jars")"
    new=$(mktemp -d "$jars.XXXXXX")
    if ! timeout 600 mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$new/lib" >&2; then
        rm -rf "$new"
        fail "Maven could not fetch the jars of OpenSearch"
    fi
    cp "$here/pom.xml" "$new/pom.xml"
    rm -rf "$jars"
    # If another run was faster, its jars do.
    mv -T "$new" "$jars" 2>/dev/null || rm -rf "$new"
}

# Prints a port of loopback that is free now and not among those given. It is below those that systems hand out.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if [[ " $* " != *" $port "* ]] && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

# Prints the process of a node if it runs. A number that another process has by now is not that of a node.
process() {
    local dir=$1 number=$2 pid
    [[ -e $dir/n$number.pid ]] || return 1
    pid=$(<"$dir/n$number.pid")
    [[ $(ps -o args= -p "$pid" 2>/dev/null) == *" Launch $dir/n$number "* ]] || return 1
    echo "$pid"
}

known() {
    [[ ${2:-} =~ ^[0-9]+$ && -e $1/n$2.options ]] || fail "no node ${2:-} in $1: start nodes there first"
}

launch() {
    local dir=$1 number=$2 options
    mapfile -t options <"$dir/n$number.options"
    # One compiler: short runs end before the better one pays. Measurements set NODE_JIT=full.
    local compiler=-XX:TieredStopAtLevel=1
    if [[ ${NODE_JIT:-} == full ]]; then compiler=-XX:+TieredCompilation; fi
    java -Xmx512m -XX:+UseSerialGC "$compiler" -XX:ActiveProcessorCount=2 -cp "$dir/classes:$jars/lib/*" \
        Launch "$dir/n$number" "${options[@]}" </dev/null >>"$dir/n$number.log" 2>&1 &
    echo $! >"$dir/n$number.pid"
}

# Prints the health of the cluster as a node sees it.
health() {
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /_cluster/health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    timeout 10 cat <&3 || true
    exec 3>&-
}

# Waits until a node answers and sees so many nodes, any number without COUNT; fails if it ends.
wait_for() {
    local dir=$1 number=$2 count=${3:+$3,} port end=$((SECONDS + 180))
    port=$(sed -n 's/^http.port=//p' "$dir/n$number.options")
    while ((SECONDS < end)); do
        process "$dir" "$number" >/dev/null || return 1
        if [[ $( (health "$port") 2>/dev/null) == *'"number_of_nodes":'"$count"* ]]; then return; fi
        sleep 0.5
    done
    return 1
}

start() {
    local dir=$1 count=$2 number seeds='' names='' urls='' ports=() transports=()
    [[ $count =~ ^[1-9]$ ]] || fail "$count nodes: give 1 to 9"
    [[ ! -e $dir/n1.options ]] || fail "$dir has nodes already: stop them, and take a new folder"
    prepare "$dir"
    for ((number = 1; number <= count; number++)); do
        ports+=("$(free_port "${ports[@]}" "${transports[@]}")")
        transports+=("$(free_port "${ports[@]}" "${transports[@]}")")
        seeds+=",127.0.0.1:${transports[-1]}"
        names+=",n$number"
        urls+=",http://127.0.0.1:${ports[-1]}"
    done
    for ((number = 1; number <= count; number++)); do
        {
            printf '%s\n' cluster.name=skorowidz-test "node.name=n$number" network.host=127.0.0.1 \
                "http.port=${ports[number - 1]}" "transport.port=${transports[number - 1]}" transport.type=netty4 \
                http.type=netty4 action.auto_create_index=false cluster.routing.allocation.disk.threshold_enabled=false
            if ((count == 1)); then
                echo discovery.type=single-node
            else
                printf '%s\n' "discovery.seed_hosts=${seeds#,}" "cluster.initial_cluster_manager_nodes=${names#,}"
            fi
        } >"$dir/n$number.options"
        launch "$dir" "$number"
    done
    for ((number = 1; number <= count; number++)); do
        wait_for "$dir" "$number" "$count" || {
            tail -n 20 "$dir"/n*.log >&2
            stop "$dir"
            fail "the nodes did not start within 180 s"
        }
    done
    echo "${urls#,}"
}

stop() {
    local dir=$1 file number pid
    for file in "$dir"/n*.pid; do
        number=${file##*/n}
        if pid=$(process "$dir" "${number%.pid}"); then kill "$pid" 2>/dev/null || true; fi
    done
    for file in "$dir"/n*.pid; do
        number=${file##*/n}
        end "$dir" "${number%.pid}"
        rm -f "$file"
    done
}

# Waits until a node has ended; kills it if that takes long.
end() {
    local pid tries
    for ((tries = 0; tries < 100; tries++)); do
        pid=$(process "$1" "$2") || return 0
        sleep 0.2
    done
    kill -9 "$pid" 2>/dev/null || true
}

kill_node() {
    local pid
    known "$1" "$2"
    pid=$(process "$1" "$2") || fail "node $2 does not run"
    kill -9 "$pid"
}

again() {
    known "$1" "$2"
    ! process "$1" "$2" >/dev/null || fail "node $2 runs already"
    launch "$1" "$2"
    wait_for "$1" "$2" || {
        tail -n 20 "$1/n$2.log" >&2
        fail "node $2 did not start within 180 s"
    }
}

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }

[[ $# -ge 2 ]] || usage
if [[ $1 == start ]]; then mkdir -p "$2"; fi
dir=$(cd "$2" 2>/dev/null && pwd) || fail "$2 is no folder"
case $1 in
    start) start "$dir" "${3:-1}" ;;
    kill) kill_node "$dir" "${3:-}" ;;
    again) again "$dir" "${3:-}" ;;
    stop) stop "$dir" ;;
    *) usage ;;
esac
