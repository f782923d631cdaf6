# shellcheck shell=sh
# Moves recovered files to the directory that OpenEMR mounts, and checks that they and the database are
# a pair. Evaluated by bootstrap.sh, whose functions and exit codes it uses, in the task of a restore:
#  11 no recovered files, or more than one set of them   12 the copies are no pair
# AWS Backup recovers into a new directory aws-backup-restore_<time> below the root of the file system:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (read 2026-11-30)
: "${RESTORE_ROOT:?}" "${RESTORE_PHP:?}"

# One rename, so that a task that was killed leaves the files at one of both places.
move_recovered_files() {
    place=$RESTORE_ROOT/sites
    if [ -d "$place" ]; then
        say 'the recovered files are in their place'
        return
    fi
    set -- "$RESTORE_ROOT"/aws-backup-restore_*/sites
    if [ ! -d "$1" ]; then
        fail 11 "no aws-backup-restore_*/sites on the file system: the restore job has not completed," \
            'or its recovery point is not one of OpenEMR files'
    elif [ $# != 1 ]; then
        fail 11 "more than one set of recovered files: $*. Leave the one to use"
    fi
    mv "$1" "$place" || volume_failed "$1"
    say "moved ${1#"$RESTORE_ROOT"/} to /sites"
}

# OpenEMR finds the recovered files where it looks for them; the image's own are not touched elsewhere.
use_recovered_files() {
    rm -rf "$sites"
    ln -s "$RESTORE_ROOT/sites" "$sites"
}

no_pair() {
    fail 12 "database and files are no pair: $*"
}

check_pair() {
    read_database
    read_volume
    if [ "$tables" = 0 ]; then no_pair "the database $MYSQL_DATABASE is empty"; fi
    find_missing
    if [ -n "$missing" ]; then no_pair "missing or empty in the database:$missing"; fi
    if [ "$configured" != 1 ]; then no_pair 'the files have no configured sqlconf.php'; fi
    data_version=$site_version
    if [ "$recorded_version" != 0 ] && [ "$recorded_version" != "$site_version" ]; then
        no_pair "the database was completed by docker-version $recorded_version, the files by" \
            "$site_version"
    elif [ "$data_version" -gt "$image_version" ]; then
        fail 6 "this image (docker-version $image_version) is older than the data ($data_version):" \
            'restore with the release of that time'
    elif [ "$data_version" -lt "$image_version" ]; then
        say "the data have docker-version $data_version: the first task upgrades them to $image_version"
    fi
    place_database_ca
    agree_on_account
    as_apache restore.php "$RESTORE_PHP" || no_pair 'see the lines above'
}

move_recovered_files
use_recovered_files
wait_for_database
take_lock
check_volume
check_pair
say "the pair is whole (docker-version $data_version)"
