#!/bin/sh
# Runs beside Apache: warms its caches, then reports killed workers and runs background services.
#
# `sh -c <this text> companion PID` with Apache's process; ends with it.  POSIX sh, as serve.sh.
set -u
apache=$1
root=${OPENEMR_ROOT_PREFIX:-}
home=$root/root # root's home, as in serve.sh
ready=$home/instance-swarm-ready
program=$root/usr/local/lib/openemr/background.php
result=$root/run/openemr-background
run='' kills=0

say() { printf 'openemr: %s\n' "$*"; }

now() {
    read -r seconds _ </proc/uptime
    now=${seconds%.*}
}

# ask PATH: one page of this task.  Its certificate is its own, hence not verified.
ask() {
    address=${HEALTH_URL#https://}
    curl --fail --silent --insecure --max-time 20 --output /dev/null "https://${address%%/*}$1"
}

# The task counts as healthy once this is done: the first user finds code and templates compiled.
warm_up() {
    until ask "/${HEALTH_URL#https://*/}"; do
        now
        if ! kill -0 "$apache" 2>/dev/null || [ "$now" -ge "$deadline" ]; then break; fi
        sleep 1
    done
    ask '/interface/login/login.php?site=default' || say 'the sign-in page does not answer yet'
    if [ -z "$(find "$root/var/cache/openemr-twig" -name '*.php' 2>/dev/null | head -n 1)" ]; then
        say 'WARNING: templates are compiled in each request: twig.php has no effect in this release'
    fi
    : >"$ready"
    say 'ready'
}

# Apache does not log a worker that was killed by SIGKILL (ap_process_child_status, server/mpm_unix.c).
# memory.events is cgroup 2, memory.oom_control 1; vmstat counts for the whole kernel, on Fargate the task.
count_kills() {
    counted=0
    for file in sys/fs/cgroup/memory.events sys/fs/cgroup/memory/memory.oom_control proc/vmstat; do
        if [ ! -r "$root/$file" ]; then continue; fi
        while read -r name value _; do
            if [ "$name" = oom_kill ]; then counted=$value; fi
        done <"$root/$file"
        break
    done
}

report_kills() {
    count_kills
    if [ "$counted" -gt "$kills" ]; then
        say "worker killed: out of memory ($((counted - before)) so far)"
    fi
    kills=$counted
}

# In a process group of its own, which ends as one; the first to go when memory runs out.  Images before
# 8.1 have no su-exec, but a su (busybox or shadow) that takes the shell.
start_run() {
    rm -f "$result".*
    now
    began=$now next=$((now + BACKGROUND_SERVICES_SECONDS))
    if command -v su-exec >/dev/null; then
        set -- su-exec apache php "$program"
    else
        set -- su -s /bin/sh apache -c "exec php $program"
    fi
    # shellcheck disable=SC2016 # for the shell that is started
    setsid sh -c 'result=$1; shift
        echo 500 >/proc/self/oom_score_adj
        { "$@" </dev/null 2>&1; echo "$?" >"$result.code.part"; } |
            { head -c 65536 >"$result.text"; cat >/dev/null; }
        mv "$result.code.part" "$result.code"' run "$result" "$@" &
    run=$!
}

stop_run() {
    if [ -n "$run" ]; then kill -KILL -- "-$run" 2>/dev/null; fi
}

finish_run() {
    now
    state=gone
    read -r _ _ state _ 2>/dev/null <"/proc/$run/stat"
    if [ -f "$result.code" ]; then
        read -r code <"$result.code"
    elif [ "$state" = Z ] || [ "$state" = gone ]; then
        code=killed
    elif [ "$((now - began))" -ge 3600 ]; then
        code=timeout
    else
        return
    fi
    stop_run
    wait "$run" 2>/dev/null
    run=''
    case $code in
        0) say "background services: ok ($((now - began)) s)" ;;
        75) say 'background services: another task runs them' ;;
        *)
            line=$(grep -m 1 -E 'rror|xception' "$result.text" || grep -m 1 . "$result.text" || true)
            line=$(printf '%s' "${line:-no output}" | tr -cd ' -~' | cut -c 1-300)
            say "background services: FAILED (exit $code): $line"
            ;;
    esac
}

trap 'stop_run; exit 0' TERM INT HUP
count_kills
kills=$counted before=$counted
now
deadline=$((now + 60))
warm_up
next=0
while kill -0 "$apache" 2>/dev/null; do
    report_kills
    now
    if [ -n "$run" ]; then
        finish_run
    elif [ "$BACKGROUND_SERVICES_SECONDS" -gt 0 ] && [ "$now" -ge "$next" ]; then
        start_run
    fi
    sleep 2
done
stop_run
