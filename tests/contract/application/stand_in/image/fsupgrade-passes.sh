#!/bin/bash
# Stand-in for fsupgrade-N.sh of 8.3.0 and later: passes the release as an argument and fails when PHP
# does (openemr PRs #13583 and #13614).  openemr docker/release/upgrade/fsupgrade-13.sh at 0c9bd598.
# shellcheck disable=SC2086 # as in the image
priorOpenemrVersion="@PRIOR@"
openemr=$OPENEMR_ROOT_PREFIX/var/www/localhost/htdocs/openemr
echo "Start: Upgrade to docker-version @STEP@"
if [ -f "$STAND_IN_GATES/fail_fsupgrade_@STEP@" ]; then rm "$STAND_IN_GATES/fail_fsupgrade_@STEP@"; exit 1; fi
for dirdata in "$openemr"/sites/*/; do
    mkdir -p "${dirdata}/documents/"{certificates,mpdf/pdf_tmp}
    sitename="${dirdata%/}"
    sitename="${sitename##*/}"
    echo "Start: Upgrade database for ${sitename} from ${priorOpenemrVersion}"
    {
        echo "<?php \$_GET['site'] = '${sitename}'; ?>"
        cat "$openemr/sql_upgrade.php"
    } > "$openemr/TEMPsql_upgrade.php"
    if ! su-exec apache php -f $openemr/TEMPsql_upgrade.php -- --from="${priorOpenemrVersion}"; then
        echo "ERROR: Database upgrade failed for ${sitename} from ${priorOpenemrVersion}" >&2
        rm -f "$openemr/TEMPsql_upgrade.php"
        exit 1
    fi
    rm -f "$openemr/TEMPsql_upgrade.php"
    echo "Completed: Upgrade database for ${sitename} from ${priorOpenemrVersion}"
done
if [ -f "$STAND_IN_GATES/fsupgrade_@STEP@" ]; then
    mv "$STAND_IN_GATES/fsupgrade_@STEP@" "$STAND_IN_GATES/fsupgrade_@STEP@.reached"
    while [ -f "$STAND_IN_GATES/fsupgrade_@STEP@.reached" ]; do sleep 0.05; done
fi
echo "@STEP@" >>"$STAND_IN_GATES/upgrades"
echo "Completed: Upgrade to docker-version @STEP@"
