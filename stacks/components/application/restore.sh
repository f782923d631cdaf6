# shellcheck shell=sh
# Moves recovered files to the directory that OpenEMR mounts, and checks that they and the database are
# a pair. Evaluated by bootstrap.sh, whose functions and exit codes it uses, in the task of a restore:
#  11 recovered files: none, or not one set   12 files and database are no pair
# AWS Backup recovers into a new directory aws-backup-restore_<time> below the root of the file system:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (read 2026-11-30)
# shellcheck disable=SC2154 # variables that bootstrap.sh and its functions set
: "${RESTORE_ROOT:?}" "${RESTORE_PHP:?}"
place=$RESTORE_ROOT/sites

# fact NAME VALUE: `openemr restore` reads these lines in the log, as those of restore.php.
fact() { printf 'restored: %s %s\n' "$1" "$2"; }

# find_recovered: all sets in $recovered, one a line. A set is only beside `sites`: what lies deeper in
# a recovered directory was on the file system that was copied, such as what an earlier restore left.
find_recovered() {
    recovered=''
    for each in "$RESTORE_ROOT"/aws-backup-restore_*/sites; do
        if [ -d "$each" ] && [ ! -L "$each" ]; then recovered="$recovered$each$newline"; fi
    done
    recovered=${recovered%"$newline"}
}

# One rename, so that a task that was killed leaves the files at one of both places; nothing that has a
# file in it is replaced or deleted.
move_recovered_files() {
    find_recovered
    if [ -z "$recovered" ] && [ -n "$(ls -A "$place" 2>/dev/null)" ]; then
        say 'the recovered files are in /sites already'
        return
    elif [ -z "$recovered" ]; then
        fail 11 'no aws-backup-restore_*/sites on the file system. Its directories:' \
            "$(find "$RESTORE_ROOT" -mindepth 1 -maxdepth 2 -type d | tr '\n' ' ')." \
            'Either the restore job has not completed, or its recovery point is not one of OpenEMR files'
    elif [ "$recovered" != "${recovered%%"$newline"*}" ]; then
        # shellcheck disable=SC2086 # names, one a line
        fail 11 'more than one set of recovered files:' $recovered'. Nothing was moved: leave the one to use'
    elif [ -n "$(ls -A "$place" 2>/dev/null)" ]; then
        fail 11 "there are files in /sites and in ${recovered#"$RESTORE_ROOT"}. Nothing was moved: restore" \
            'into an empty file system, or take away the set that is not to be used'
    elif [ -e "$place" ] && ! rmdir "$place"; then
        volume_failed /sites
    fi
    mv "$recovered" "$place" || volume_failed "$recovered"
    # An empty directory would be in each later copy of this file system.
    rmdir "${recovered%/sites}" 2>/dev/null || true
    say "moved ${recovered#"$RESTORE_ROOT"} to /sites"
}

# OpenEMR finds the recovered files where it looks for them, in this container only. A rename: were
# anything mounted there, it would fail and leave it alone.
use_recovered_files() {
    if [ ! -L "$sites" ]; then mv "$sites" "$sites.of_image" || volume_failed "$sites"; fi
    ln -sfn "$place" "$sites"
}

no_pair() {
    fail 12 "database and files are no pair: $*. Choose copies of one time"
}

check_database() {
    read_database
    if [ "$tables" = 0 ]; then no_pair "the database $MYSQL_DATABASE is empty"; fi
    find_missing
    if [ -n "$missing" ]; then no_pair "missing or empty in the database:$missing"; fi
    if [ "$recorded_state" = installing ]; then
        no_pair 'the database is a copy of an installation that had not completed'
    fi
}

# A copy taken while an upgrade ran may have its two marks apart; bootstrap.sh runs that upgrade again.
check_versions() {
    if [ "$site_version" = 0 ]; then no_pair 'the files name no docker-version'; fi
    data_version=$site_version
    for version in "$recorded_version" "$begun_version"; do
        if [ "$version" -gt "$data_version" ]; then data_version=$version; fi
    done
    fact docker_version "$site_version"
    if [ "$data_version" -gt "$image_version" ]; then
        fail 6 "this image (docker-version $image_version) is older than the data ($data_version):" \
            'restore with the release of that time, and upgrade afterwards'
    elif [ "$begun_version" != 0 ]; then
        say "the copy is of an upgrade to docker-version $begun_version: the first task runs it again"
    elif [ "$recorded_version" = 0 ]; then
        say 'the database has no record of bootstrap.sh: the first task adopts it'
    elif [ "$recorded_version" != "$site_version" ]; then
        no_pair "the database has docker-version $recorded_version, the files have $site_version: they" \
            'are copies from before and after an upgrade'
    fi
    if [ "$site_version" -lt "$image_version" ]; then
        say "the data have docker-version $site_version: the first task upgrades them to $image_version"
    fi
}

# sqlconf.php still names the database that the files were copied from: nothing of OpenEMR runs before
# it names this one. The account is made in this database alone.
check_pair() {
    check_database
    read_volume
    if [ "$configured" != 1 ]; then no_pair 'the files have no configured sqlconf.php'; fi
    check_versions
    place_database_ca
    agree_on_account
    as_apache restore.php "$RESTORE_PHP" || no_pair 'see the lines above'
}

wait_for_database
take_lock
move_recovered_files
use_recovered_files
check_volume
check_pair
assert_lock
say "restored: the pair is whole (docker-version $site_version)"
