#!/bin/sh
# Stand-in for fsupgrade-N.sh until 8.1.0: edits the release into a copy of sql_upgrade.php, runs it as
# root, and ends with success whatever that did.  openemr-devops docker/openemr/7.0.4/upgrade at
# 2a860af3 and 8.0.0/upgrade at 0a01646f, openemr docker/release/upgrade/fsupgrade-10.sh at 6269a999.
# shellcheck disable=SC2044,SC2086 # as in the image
priorOpenemrVersion="@PRIOR@"
openemr=$OPENEMR_ROOT_PREFIX/var/www/localhost/htdocs/openemr

echo "Start: Upgrade to docker-version @STEP@"
if [ -f "$STAND_IN_GATES/fail_fsupgrade_@STEP@" ]; then rm "$STAND_IN_GATES/fail_fsupgrade_@STEP@"; exit 1; fi
for dir in $(find $openemr/sites/* -maxdepth 0 -type d); do
    mkdir -p $dir/documents/mpdf/pdf_tmp
    rm -fr $dir/documents/smarty/main/*
done
for dirdata in $(find $openemr/sites/* -maxdepth 0 -type d); do
    sitename=$(basename "$dirdata")
    echo "Start: Upgrade database for $sitename from $priorOpenemrVersion"
    sed -e "s@!empty(\$_POST\['form_submit'\])@true@" < $openemr/sql_upgrade.php > $openemr/TEMPsql_upgrade.php
    sed -i "s@\$form_old_version = \$_POST\['form_old_version'\];@\$form_old_version = '$priorOpenemrVersion';@" $openemr/TEMPsql_upgrade.php
    php -f $openemr/TEMPsql_upgrade.php
    rm -f $openemr/TEMPsql_upgrade.php
    echo "Completed: Upgrade database for $sitename from $priorOpenemrVersion"
done
if [ -f "$STAND_IN_GATES/fsupgrade_@STEP@" ]; then
    mv "$STAND_IN_GATES/fsupgrade_@STEP@" "$STAND_IN_GATES/fsupgrade_@STEP@.reached"
    while [ -f "$STAND_IN_GATES/fsupgrade_@STEP@.reached" ]; do sleep 0.05; done
fi
echo "@STEP@" >>"$STAND_IN_GATES/upgrades"
echo "Completed: Upgrade to docker-version @STEP@"
