#!/bin/sh
# Runs a program in OpenEMR's directory as a user of the container: as_user.sh USER PROGRAM [ARGUMENT...]
# Sent whole by `openemr exec`, without its comments; POSIX sh, for the images have busybox ash.
set -eu
user=$1
shift
cd "${OPENEMR_ROOT_PREFIX:-}/var/www/localhost/htdocs/openemr"
if [ "$user" = root ]; then exec "$@"; fi
if command -v su-exec >/dev/null; then exec su-exec "$user" "$@"; fi
# The images of 7.0.2 to 8.0.0 have busybox's su, which takes options from the whole command line:
# the program goes into one quoted word. The X keeps newlines at the end of an argument.
line='exec'
for word in "$@"; do
    word=$(printf '%sX' "$word" | sed "s/'/'\\\\''/g")
    line="$line '${word%X}'"
done
exec su -s /bin/sh "$user" -c "$line"
