#!/bin/bash
# Stand-in for fsupgrade-N.sh of 8.1.1 and 8.2.0: for bash; writes the copy as root under the caller's
# umask and runs it as apache; the line that it edits is gone from sql_upgrade.php, so that no release
# reaches it (openemr PR #13583); ends with success whatever it did.  openemr
# docker/release/upgrade/fsupgrade-12.sh at 98173fef; run on a real OpenEMR in 2026-11.
# shellcheck disable=SC2086 # as in the image
priorOpenemrVersion="@PRIOR@"
openemr=$OPENEMR_ROOT_PREFIX/var/www/localhost/htdocs/openemr
echo "Start: Upgrade to docker-version @STEP@"
if [ -f "$STAND_IN_GATES/fail_fsupgrade_@STEP@" ]; then rm "$STAND_IN_GATES/fail_fsupgrade_@STEP@"; exit 1; fi
for dir in "$openemr"/sites/*/; do
    mkdir -p "${dir}/documents/"{certificates,mpdf/pdf_tmp}
    rm -fr "${dir}/documents/smarty/main"/*
done
for dirdata in "$openemr"/sites/*/; do
    sitename="${dirdata%/}"
    sitename="${sitename##*/}"
    echo "Start: Upgrade database for ${sitename} from ${priorOpenemrVersion}"
    {
        echo "<?php \$_GET['site'] = '${sitename}'; ?>"
        cat "$openemr/sql_upgrade.php" || true
    } | sed -e "s@!empty(\$_POST\['form_submit'\])@true@" \
            -e "s@\$form_old_version = \$_POST\['form_old_version'\];@\$form_old_version = '${priorOpenemrVersion}';@" \
            > "$openemr/TEMPsql_upgrade.php"
    su-exec apache php -f $openemr/TEMPsql_upgrade.php
    rm -f "$openemr/TEMPsql_upgrade.php"
    echo "Completed: Upgrade database for ${sitename} from ${priorOpenemrVersion}"
done
if [ -f "$STAND_IN_GATES/fsupgrade_@STEP@" ]; then
    mv "$STAND_IN_GATES/fsupgrade_@STEP@" "$STAND_IN_GATES/fsupgrade_@STEP@.reached"
    while [ -f "$STAND_IN_GATES/fsupgrade_@STEP@.reached" ]; do sleep 0.05; done
fi
echo "@STEP@" >>"$STAND_IN_GATES/upgrades"
echo "Completed: Upgrade to docker-version @STEP@"
