#!/bin/sh
# Container health: unhealthy until companion.sh has warmed the caches (the check's start period covers
# that), then PHP must answer HEALTH_URL.  The certificate is this task's own, hence not verified.
home=${OPENEMR_ROOT_PREFIX:-}/root
test -f "$home/instance-swarm-ready" &&
    curl --fail --silent --insecure --max-time 8 --output /dev/null "$HEALTH_URL"
