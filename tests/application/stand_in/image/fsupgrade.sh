#!/bin/sh
# Stand-in for the image's fsupgrade-N.sh: changes the schema with the login of sqlconf.php, and can
# be repeated.  N is in the file's name.
set -eu
openemr=$OPENEMR_ROOT_PREFIX/var/www/localhost/htdocs/openemr
step=${0##*-}
step=${step%.sh}
if [ -f "$STAND_IN_GATES/fail_fsupgrade_$step" ]; then
    rm "$STAND_IN_GATES/fail_fsupgrade_$step"
    exit 1
fi
php "$openemr/sql_upgrade.php" "$step"
if [ -f "$STAND_IN_GATES/fsupgrade_$step" ]; then
    mv "$STAND_IN_GATES/fsupgrade_$step" "$STAND_IN_GATES/fsupgrade_$step.reached"
    while [ -f "$STAND_IN_GATES/fsupgrade_$step.reached" ]; do sleep 0.05; done
fi
echo "$step" >>"$STAND_IN_GATES/upgrades"
