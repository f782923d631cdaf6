#!/bin/sh
# Brings database and shared files of OpenEMR to the state this image needs, then exits 0.
#
# Runs in every task before the container that serves, one task at a time (MySQL advisory lock).
# POSIX sh: busybox ash in the images, bash in the tests as well.  Exit codes:
#   2 environment refused          3 database not reachable in time   4 login or certificate refused
#   5 lock not obtained, or lost   6 image older than the data        7 a person must decide
#   8 sites volume not writable    9 install or upgrade failed       10 settings differ
# Facts about the image and its upgrades: sources of `openemr/openemr` 7.0.2-8.2, read in 2026.
# shellcheck disable=SC2016 # dollar signs in sed and awk are PHP's
set -eu
umask 077
LC_ALL=C

root=${OPENEMR_ROOT_PREFIX:-} # the tests' stand-in for the image's file tree; empty in a container
home=$root/root # root's home, where the image keeps its version, certificates and upgrades
openemr=$root/var/www/localhost/htdocs/openemr
sites=$openemr/sites
site=$sites/default
sqlconf=$site/sqlconf.php
keys=$site/documents/logs_and_misc/methods
completed=$sites/docker-completed
token=$(hostname).$$.$(date +%s)
child='' pinger='' private=''
tab='	' newline='
'

say() { printf 'bootstrap: %s\n' "$*"; }

fail() {
    code=$1
    shift
    printf 'bootstrap: ERROR: %s\n' "$*" >&2
    exit "$code"
}

clean_up() {
    if [ -n "$pinger" ]; then
        kill "$pinger" 2>/dev/null || true
        printf 'quit\n' 2>/dev/null >&3 || true # the server frees the lock
    fi
    if [ -n "$private" ]; then rm -rf "$private"; fi
}

stop() {
    if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null || true; fi
    fail 143 'stopped by a signal; the next start continues'
}

# --- Environment -------------------------------------------------------------------------------

refuse() {
    printf 'bootstrap: ERROR: %s\n' "$*" >&2
    refused=1
}

# expect NAME ALLOWED LONGEST: never prints the value, it may be a secret.
expect() {
    value=''
    eval "value=\${$1:-}"
    case $value in
        '') refuse "$1 is not set" ;;
        BLANK) refuse "$1 is the word BLANK, which the image reads as an empty value" ;;
        *[!$2]*) refuse "$1 has a character outside [$2]" ;;
    esac
    if [ "${#value}" -gt "$3" ]; then refuse "$1 is longer than $3 characters"; fi
}

# A name that is no shell name never arrives: ash drops such variables.
setting_names() {
    awk 'BEGIN { for (name in ENVIRON) if (name ~ /^OPENEMR_SETTING_/) print name }' | sort
}

# Alphabets: what the installer's key=value words, SQL quotes and sqlconf.php carry unchanged.
# The administrator's password never leaves the client's environment, so any printable text will do.
check_environment() {
    MYSQL_HOST=${MYSQL_HOST:-} MYSQL_PORT=${MYSQL_PORT:-3306}
    MYSQL_DATABASE=${MYSQL_DATABASE:-openemr} MYSQL_USER=${MYSQL_USER:-openemr}
    OE_USER=${OE_USER:-admin}
    DATABASE_WAIT_SECONDS=${DATABASE_WAIT_SECONDS:-900}
    LOCK_WAIT_SECONDS=${LOCK_WAIT_SECONDS:-3600}
    LOCK_SILENCE_SECONDS=${LOCK_SILENCE_SECONDS:-120}
    INSTALL_SECONDS=${INSTALL_SECONDS:-2700}
    ACCOUNT_SETTLE_SECONDS=${ACCOUNT_SETTLE_SECONDS:-90}
    export MYSQL_PORT MYSQL_DATABASE OE_USER
    refused=0
    expect MYSQL_HOST 'A-Za-z0-9.-' 255
    expect MYSQL_DATABASE 'A-Za-z0-9' 46
    expect MYSQL_USER 'A-Za-z0-9' 28
    expect MYSQL_PASS 'A-Za-z0-9_.~!^+-' 128
    expect MYSQL_ROOT_USER 'A-Za-z0-9_.-' 32
    expect MYSQL_ROOT_PASS ' -~' 128
    expect OE_USER 'A-Za-z0-9_.-' 255
    expect OE_PASS 'A-Za-z0-9_.~!^+()<>{}-' 72
    for name in MYSQL_PORT DATABASE_WAIT_SECONDS LOCK_WAIT_SECONDS INSTALL_SECONDS \
        LOCK_SILENCE_SECONDS ACCOUNT_SETTLE_SECONDS; do
        expect "$name" '0-9' 6
    done
    case ${RDS_ROOT_CA:-} in
        *'-----BEGIN CERTIFICATE-----'*) ;;
        *) refuse 'RDS_ROOT_CA has no PEM certificate' ;;
    esac
    for name in INSTALL_PHP KEYS_PHP UPGRADE_AWK; do
        eval "value=\${$name:-}"
        if [ -z "$value" ]; then refuse "$name is not set"; fi
    done
    if [ "$refused" = 1 ]; then exit 2; fi
}

# version_in FILE: its number, 0 without the file, as the image's own script counts.
version_in() {
    version=0
    if [ -f "$1" ]; then version=$(tr -cd '0-9' <"$1"); fi
    printf '%s' "${version:-0}"
}

check_image() {
    image_version=$(version_in "$home/docker-version")
    code_version=$(version_in "$openemr/docker-version")
    if [ "$image_version" = 0 ] || [ "$image_version" != "$code_version" ]; then
        fail 7 "this image is not a whole openemr/openemr image: docker-version $image_version in" \
            "/root, $code_version beside the code"
    fi
    schema_version=$(sed -n 's/^\$v_database *= *\([0-9]\{1,\}\) *;.*/\1/p' "$openemr/version.php")
    if [ -z "$schema_version" ]; then fail 7 'version.php of this image names no schema version'; fi
}

# --- Database ----------------------------------------------------------------------------------

# client USER PASSWORD [OPTION...]: SQL from standard input.  The password goes by environment,
# which only root in this container reads; an argument would show in `ps`.
client() {
    client_user=$1 client_password=$2
    shift 2
    MYSQL_PWD=$client_password "$mariadb" --no-defaults --protocol=TCP --host="$MYSQL_HOST" \
        --port="$MYSQL_PORT" --user="$client_user" --ssl-ca="$ca" --ssl-verify-server-cert \
        --connect-timeout=10 --default-character-set=utf8mb4 --batch --skip-column-names "$@"
}

# sql STATEMENTS [OPTION]: as administrator; rows on standard output, tab-separated.
sql() {
    statements=$1
    shift
    printf '%s\n' "$statements" |
        client "$MYSQL_ROOT_USER" "$MYSQL_ROOT_PASS" "$@" 2>"$private/error" ||
        fail 1 "the database did not accept a statement: $(redact <"$private/error")"
}

# Replaces the text of every secret, whatever the image's own programs may print.
redact() {
    awk 'BEGIN { count = split("MYSQL_ROOT_PASS MYSQL_PASS OE_PASS", names) }
        {
            for (i = 1; i <= count; i++) {
                secret = ENVIRON[names[i]]; done = ""
                while (secret != "" && (at = index($0, secret)) > 0) {
                    done = done substr($0, 1, at - 1) "[" names[i] "]"
                    $0 = substr($0, at + length(secret))
                }
                $0 = done $0
            }
            print; fflush()
        }'
}

# Covers a writer that is still being created and Aurora's resume from 0 ACU (15 s, or 30 s and more
# after a day's pause).  A refused login is tried thrice: it does not heal with time,
# and a new task is given the secret of that moment.
wait_for_database() {
    deadline=$(($(date +%s) + DATABASE_WAIT_SECONDS)) refusals=0 pause=1 told=''
    until printf 'SELECT 1;\n' |
        client "$MYSQL_ROOT_USER" "$MYSQL_ROOT_PASS" >/dev/null 2>"$private/error"; do
        reason=$(redact <"$private/error" | head -n 1)
        case $reason in
            *'ERROR 1045 '* | *'ERROR 1698 '* | *'ERROR 2026 '*ertificate*) refusals=$((refusals + 1)) ;;
            *) refusals=0 ;;
        esac
        if [ "$refusals" -ge 3 ]; then
            fail 4 "the database refuses administrator or certificate: $reason." \
                'Compare MYSQL_ROOT_USER/MYSQL_ROOT_PASS with the master secret, RDS_ROOT_CA with' \
                'the CA of the instances'
        fi
        if [ "$(date +%s)" -ge "$deadline" ]; then
            fail 3 "no database after $DATABASE_WAIT_SECONDS seconds: $reason"
        fi
        if [ "$reason" != "$told" ]; then say "waiting for the database: $reason"; fi
        told=$reason
        sleep "$pause"
        if [ "$pause" -lt 5 ]; then pause=$((pause + 1)); fi
    done
}

# --- Lock: one connection holds it, the server frees it when that connection ends -----------------

# A host that vanishes sends no end of connection: without pings the server frees the lock
# after LOCK_SILENCE_SECONDS.  A connection that this shell's death leaves to its children lasts as long as they do.
open_lock_connection() {
    mkfifo "$private/questions"
    {
        client "$MYSQL_ROOT_USER" "$MYSQL_ROOT_PASS" --unbuffered || true
        echo closed
    } <"$private/questions" >"$private/answers" 2>"$private/lock_error" &
    exec 3>"$private/questions"
    asked=0
    printf 'SET SESSION wait_timeout = %s;\n' "$LOCK_SILENCE_SECONDS" >&3
    while kill -0 $$ && printf 'DO 1;\n' >&3; do
        sleep $((LOCK_SILENCE_SECONDS / 4)) 3>&-
    done >/dev/null 2>&1 &
    pinger=$!
}

# ask EXPRESSION: its value on the connection that holds the lock, in $answer.
ask() {
    asked=$((asked + 1)) patience=$(($(date +%s) + 60))
    printf "SELECT CONCAT('%s:', IFNULL(%s, ''));\n" "$asked" "$1" 2>/dev/null >&3 || true
    until answer=$(grep "^$asked:" "$private/answers"); do
        if grep -q '^closed$' "$private/answers" || [ "$(date +%s)" -ge "$patience" ]; then
            fail 5 'the connection that holds the lock is gone; the next start continues'
        fi
        sleep 0.1
    done
    answer=${answer#*:}
}

take_lock() {
    lock=openemr_bootstrap_$MYSQL_DATABASE
    deadline=$(($(date +%s) + LOCK_WAIT_SECONDS)) waiting=0
    open_lock_connection
    while ask "GET_LOCK('$lock', 1)" && [ "$answer" != 1 ]; do
        if [ $((waiting % 30)) = 0 ]; then say 'another task prepares the site: waiting'; fi
        if [ "$(date +%s)" -ge "$deadline" ]; then
            fail 5 "another task has held the lock $lock for $LOCK_WAIT_SECONDS seconds"
        fi
        waiting=$((waiting + 1))
    done
}

assert_lock() {
    ask "IS_USED_LOCK('$lock') = CONNECTION_ID()"
    if [ "$answer" != 1 ]; then fail 5 'the lock was lost; the next start continues'; fi
}

# --- What is there -----------------------------------------------------------------------------

# The record of what was completed lives in its own schema: dropping a half installation keeps it,
# and the application's account, which has no rights there, cannot ask for a new installation.
read_database() {
    record=${MYSQL_DATABASE}_bootstrap
    row=$(sql "CREATE DATABASE IF NOT EXISTS \`$record\`; USE \`$record\`;
        CREATE TABLE IF NOT EXISTS installation (
            id TINYINT PRIMARY KEY, state ENUM('installing', 'complete') NOT NULL,
            docker_version INT NOT NULL, holder VARCHAR(160) NOT NULL,
            retiring VARCHAR(32) NOT NULL DEFAULT '', retiring_since DATETIME NULL,
            changed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
        CREATE TABLE IF NOT EXISTS upgrading (
            id TINYINT PRIMARY KEY, docker_version INT NOT NULL, failed MEDIUMBLOB NOT NULL);
        SELECT IFNULL(MAX(state), 'none'), IFNULL(MAX(docker_version), 0), (SELECT COUNT(*)
            FROM information_schema.tables WHERE table_schema = '$MYSQL_DATABASE'),
            (SELECT IFNULL(MAX(docker_version), 0) FROM upgrading)
        FROM installation;")
    read -r recorded_state recorded_version tables begun_version <<END
$row
END
}

read_volume() {
    configured=0
    if [ -f "$sqlconf" ]; then
        configured=$(sed -n 's/^\$config *= *\([01]\) *;.*/\1/p' "$sqlconf" | tail -n 1)
    fi
    site_version=$(version_in "$site/docker-version")
}

# The installer's last steps: version, administrator, access control.  It writes sqlconf.php before
# all three, so $config=1 alone proves nothing (Installer.class.php, quick_install).
find_missing() {
    parts='version users_secure gacl_aro gacl_acl gacl_groups_aro_map' missing='' questions=''
    present=$(sql "SELECT table_name FROM information_schema.tables
        WHERE table_schema = '$MYSQL_DATABASE' AND FIND_IN_SET(table_name, REPLACE('$parts', ' ', ','));")
    for part in $parts; do
        condition=TRUE
        if [ "$part" = version ]; then condition='v_database > 0'; fi
        case $newline$present$newline in
            *"$newline$part$newline"*)
                questions="$questions SELECT '$part' FROM DUAL WHERE NOT EXISTS
                    (SELECT 1 FROM \`$MYSQL_DATABASE\`.$part WHERE $condition);"
                ;;
            *) missing="$missing $part" ;;
        esac
    done
    empty=$(sql "$questions")
    for part in $empty; do missing="$missing $part"; done
}

sqlconf_value() {
    sed -n "s/^\\\$$1[[:space:]]*=[[:space:]]*'\\(.*\\)';.*/\\1/p" "$sqlconf" | tail -n 1
}

# --- Shared files ------------------------------------------------------------------------------

volume_failed() {
    fail 8 "cannot write to the sites volume ($1): full, read-only, or the access point or the" \
        'task role lacks ClientWrite and ClientRootAccess'
}

check_volume() {
    probe=$sites/.bootstrap.$$
    if ! dd if=/dev/zero of="$probe" bs=65536 count=1 2>/dev/null; then
        rm -f "$probe" 2>/dev/null || true
        volume_failed 'trial file'
    fi
    rm -f "$probe" || volume_failed 'trial file'
}

# replace FILE MODE: new content from standard input, never half visible to a task that serves.
replace() {
    if ! { cat >"$1.$$" && chown apache "$1.$$" && chmod "$2" "$1.$$" && mv -f "$1.$$" "$1"; }; then
        rm -f "$1.$$" 2>/dev/null || true
        volume_failed "$1"
    fi
}

# Its presence turns TLS on in OpenEMR's PHP; mode as in the image's openemr.sh.
place_database_ca() {
    target=$site/documents/certificates/mysql-ca
    if ! cmp -s "$ca" "$target"; then
        mkdir -p "${target%/*}" || volume_failed certificates
        chown apache "${target%/*}" || volume_failed certificates
        replace "$target" 744 <"$ca"
    fi
}

sqlconf_agrees() {
    [ "$(sqlconf_value login)" = "$account" ] && [ "$(sqlconf_value pass)" = "$MYSQL_PASS" ] &&
        [ "$(sqlconf_value host)" = "$MYSQL_HOST" ] && [ "$(sqlconf_value port)" = "$MYSQL_PORT" ] &&
        [ "$(sqlconf_value dbase)" = "$MYSQL_DATABASE" ]
}

write_sqlconf() {
    if ! ACCOUNT=$account awk 'BEGIN {
            value["host"] = ENVIRON["MYSQL_HOST"]; value["port"] = ENVIRON["MYSQL_PORT"]
            value["login"] = ENVIRON["ACCOUNT"]; value["pass"] = ENVIRON["MYSQL_PASS"]
            value["dbase"] = ENVIRON["MYSQL_DATABASE"]
        }
        /^\$[a-z]+[ \t]*=/ {
            name = substr($0, 2); sub(/[ \t=].*/, "", name)
            if (name in value) { $0 = "$" name "\t= \047" value[name] "\047;"; found++ }
        }
        { print }
        END { exit found != 5 }' "$sqlconf" >"$private/sqlconf"; then
        fail 7 "$sqlconf does not have the five lines of a connection: restore it from a backup"
    fi
    replace "$sqlconf" 400 <"$private/sqlconf"
    rm -f "$private/sqlconf"
}

# --- Application's database account --------------------------------------------------------------

account_works() {
    printf 'SELECT 1;\n' |
        client "$account" "$MYSQL_PASS" --database="$MYSQL_DATABASE" >/dev/null 2>&1
}

make_account() {
    sql "CREATE USER IF NOT EXISTS '$account'@'%' IDENTIFIED BY '$MYSQL_PASS' REQUIRE SSL;
        ALTER USER '$account'@'%' IDENTIFIED BY '$MYSQL_PASS' REQUIRE SSL ACCOUNT UNLOCK;
        GRANT ALL PRIVILEGES ON \`$MYSQL_DATABASE\`.* TO '$account'@'%';"
    account_works || fail 4 "the database refuses its new account $account"
}

# Two accounts take turns: tasks that serve keep a valid login until they have read the new file.
agree_on_account() {
    other=${MYSQL_USER}_b account=$(sqlconf_value login)
    if [ "$account" = "$other" ]; then other=$MYSQL_USER; else account=$MYSQL_USER; fi
    if [ "$(sqlconf_value login)" = "$account" ] &&
        [ "$(sqlconf_value pass)" != "$MYSQL_PASS" ] && [ "$configured" = 1 ]; then
        previous=$account account=$other other=$previous
        say "the application's password is new: changing to database account $account"
        sql "UPDATE \`$record\`.installation
            SET retiring = '$other', retiring_since = UTC_TIMESTAMP();"
    fi
    if ! account_works; then make_account; fi
    if [ "$configured" = 1 ] && ! sqlconf_agrees; then write_sqlconf; fi
}

# connections ACCOUNT [STATE]: its connections to the database, but those in this state.
connections() {
    sql 'SHOW PROCESSLIST;' |
        awk -F '\t' -v user="$1" -v state="${2:-}" '$2 == user && $5 != state { print $1 }'
}

# end_connections ACCOUNT [STATE]: false when some are still there after 30 tries.  Aurora lets its
# administrator end those of others by a procedure (Aurora MySQL reference, mysql.rds_kill).
end_connections() {
    kill='KILL %s;\n'
    if [ "$(sql "SELECT COUNT(*) FROM information_schema.routines
        WHERE routine_schema = 'mysql' AND routine_name = 'rds_kill';")" != 0 ]; then
        kill='CALL mysql.rds_kill(%s);\n'
    fi
    tries=0
    while found=$(connections "$@") && [ -n "$found" ]; do
        if [ "$tries" = 30 ]; then return 1; fi
        if [ "$tries" != 0 ]; then sleep 1; fi
        tries=$((tries + 1))
        # shellcheck disable=SC2059,SC2086 # one format, many numbers; one that has ended is no fault
        printf "$kill" $found | client "$MYSQL_ROOT_USER" "$MYSQL_ROOT_PASS" --force >/dev/null 2>&1 || true
    done
}

# Tasks see the new file late: 60 s of NFS attribute cache and 2 s of opcache.  A locked account
# keeps its open connections, and PHP's persistent ones stay: they are ended.
retire_account() {
    row=$(sql "SELECT CONCAT(retiring, ' ', GREATEST(0, $ACCOUNT_SETTLE_SECONDS -
        TIMESTAMPDIFF(SECOND, retiring_since, UTC_TIMESTAMP()))) FROM \`$record\`.installation
        WHERE retiring <> '';")
    if [ -z "$row" ]; then return; fi
    say "closing database account ${row% *} in ${row#* } s"
    sleep "${row#* }" &
    child=$!
    wait "$child"
    child=''
    if [ "${row% *}" != "$account" ]; then
        sql "ALTER USER IF EXISTS '${row% *}'@'%' ACCOUNT LOCK;"
        if ! end_connections "${row% *}"; then
            say "connections of ${row% *} do not end: the next start tries again"
            return
        fi
    fi
    sql "UPDATE \`$record\`.installation SET retiring = '', retiring_since = NULL;"
}

# --- Install, upgrade, settings ------------------------------------------------------------------

# run FILTER COMMAND...: bounded, stoppable by a signal, output without secrets and filtered.
run() {
    output_filter=$1 status=0
    shift
    mkfifo "$private/output"
    redact <"$private/output" | "$output_filter" &
    filter=$!
    timeout -s KILL "$INSTALL_SECONDS" "$@" >"$private/output" 2>&1 </dev/null &
    child=$!
    wait "$child" || status=$?
    child=''
    wait "$filter" || true
    rm -f "$private/output"
    return "$status"
}

# finish: the last word on an installation or upgrade.  Only the run that began it can say it.
finish() {
    find_missing
    if [ -n "$missing" ]; then fail 9 "after $1 these tables are missing or empty:$missing"; fi
    rows=$(sql "SELECT COUNT(*) FROM \`$MYSQL_DATABASE\`.version
        WHERE v_database = $schema_version;")
    if [ "$rows" = 0 ]; then
        fail 9 "after $1 the schema is not version $schema_version, which this image needs"
    fi
    assert_lock
    printf '%s' "$image_version" | replace "$site/docker-version" 400
    rows=$(sql "UPDATE \`$record\`.installation SET state = 'complete',
        docker_version = $image_version, holder = '' WHERE holder = '$token'; SELECT ROW_COUNT();
        DELETE FROM \`$record\`.upgrading;")
    if [ "$rows" != 1 ]; then fail 5 'another task took over; the next start continues'; fi
}

# as_apache NAME TEXT: the images of 8.1 and later refuse PHP as root (openemr #12267); earlier ones
# have no su-exec.  Sessions in files: no user has one here.
as_apache() {
    as=$(command -v su-exec || true)
    printf '%s\n' "$2" >"$private/$1"
    chmod 644 "$private/$1"
    run cat env -u MYSQL_ROOT_PASS ${as:+"$as" apache} php -d opcache.enable_cli=1 \
        -d zend.exception_ignore_args=1 -d session.save_handler=files "$private/$1"
}

begin() {
    assert_lock
    sql "INSERT INTO \`$record\`.installation (id, state, docker_version, holder)
        VALUES (1, '$1', $image_version, '$token')
        ON DUPLICATE KEY UPDATE state = '$1', holder = '$token';"
}

restore_skeleton() {
    rsync --owner --group --perms --recursive --links --ignore-existing \
        "$root/swarm-pieces/sites/" "$sites/" || volume_failed 'skeleton of the site'
}

# Nobody has used an installation that never completed (serve.sh refuses it), so its tables go.
# Files stay; keys made for the dropped tables would not fit the new ones and are set aside.
clear_half_installation() {
    rows=$(sql "SELECT COUNT(*) FROM information_schema.tables
        WHERE table_schema = '$MYSQL_DATABASE' AND table_name = 'patient_data';")
    if [ "$rows" = 1 ]; then
        rows=$(sql "SELECT COUNT(*) FROM \`$MYSQL_DATABASE\`.patient_data;")
    fi
    if [ "$rows" != 0 ]; then
        fail 7 "the record says this installation never completed, yet it has $rows patients:" \
            "nothing was changed.  If the site is good, set state = 'complete' in $record.installation"
    fi
    assert_lock
    sql "DROP DATABASE IF EXISTS \`$MYSQL_DATABASE\`;"
    if [ -n "$(ls "$keys" 2>/dev/null)" ]; then
        mv "$keys" "$keys.interrupted.$(date +%s)" || volume_failed "$keys"
    fi
    if [ -f "$root/swarm-pieces/sites/default/sqlconf.php" ]; then
        mkdir -p "$site" || volume_failed "$site"
        replace "$sqlconf" 600 <"$root/swarm-pieces/sites/default/sqlconf.php"
    fi
}

# As the image leaves them: Apache reads the site and writes the documents only.
close_modes() {
    chown -R apache "$sites/" && chmod -R u=rX,go= "$sites/" &&
        chmod -R u=rwX "$site/documents" && chmod 744 "$site/documents/certificates/mysql-ca"
}

install() {
    say "installing OpenEMR (docker-version $image_version)"
    begin installing
    restore_skeleton
    place_database_ca
    sql "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`
        CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;"
    configured=0
    agree_on_account
    chmod 644 "$openemr/auto_configure.php"
    MYSQL_USER=$account
    export MYSQL_USER
    as_apache install.php "$INSTALL_PHP" ||
        fail 9 'the installer failed; the next start clears what it left and tries again'
    close_modes || volume_failed 'modes of the site'
    finish 'the installation'
    configured=1
}

# summarize: what a script of the image prints, a line for each SQL file and each failure.
summarize() {
    awk -v unresolved="$private/unresolved" -v verdict="$private/verdict" "$UPGRADE_AWK"
}

# prepare_script N: fsupgrade-N.sh as $script.  sql_upgrade.php runs the SQL files from the release on
# that it is told.  Until 8.1 the scripts edit that release into a copy; since 8.2 (openemr #11906) it is
# an argument, which the scripts of 8.2 do not pass, so that all SQL since 2.6 would run (openemr #13583).
prepare_script() {
    original=$home/fsupgrade-$1.sh script=$private/fsupgrade-$1.sh
    call='php -f [^ ]*/TEMPsql_upgrade\.php' line='$form_old_version = $_POST['
    if [ ! -f "$original" ]; then fail 9 "this image has no ${original##*/}"; fi
    sed_call=''
    if grep -q -e '--from=' "$openemr/sql_upgrade.php"; then
        line='--from="${priorOpenemrVersion}"'
        sed_call="/--from=/!s@\\($call\\)[[:space:]]*\$@\\1 -- $line@"
    fi
    sed "$sed_call" "$original" >"$script"
    chmod 500 "$script"
    if ! grep -q '^priorOpenemrVersion="[0-9.]\{5,\}"$' "$script" || ! grep -q "$call" "$script" ||
        { [ -n "$sed_call" ] && grep "$call" "$script" | grep -v -q -e --from=; } ||
        { [ -z "$sed_call" ] && ! grep -q -F "$line" "$openemr/sql_upgrade.php"; }; then
        fail 9 "${script##*/} of this image tells sql_upgrade.php in no known way which release the" \
            'data have: nothing was changed'
    fi
}

# What an earlier run left: statements that the server still runs for it, and those that failed in it.
take_over_upgrade() {
    : >"$private/unresolved"
    if [ "$begun_version" = 0 ]; then return; fi
    say "an earlier upgrade to docker-version $begun_version did not complete: running it again"
    for name in "$MYSQL_USER" "${MYSQL_USER}_b"; do
        end_connections "$name" Sleep || fail 9 "statements of the earlier upgrade do not end"
    done
    sql "SELECT failed FROM \`$record\`.upgrading WHERE failed <> '';" --raw >"$private/unresolved"
}

# run_script N: as the image runs it, whose umask is 022: since 8.1 it writes a program as root that
# PHP reads as apache.
run_script() {
    script=$private/fsupgrade-$1.sh script_status=0
    : >"$private/verdict"
    run summarize env -u MYSQL_ROOT_PASS -u MYSQL_PASS -u OE_PASS \
        sh -c 'umask 022; exec "$0"' "$script" || script_status=$?
    sql "UPDATE \`$record\`.upgrading
        SET failed = X'$(od -An -v -tx1 <"$private/unresolved" | tr -d ' \n')';"
    read -r failures databases completed <"$private/verdict" || fail 9 "${script##*/}: no result"
    again='see its lines above; the next start runs it again'
    if [ "$failures" != 0 ]; then
        fail 9 "${script##*/}: failed SQL statements: $failures; $again"
    elif [ "$script_status" != 0 ]; then
        fail 9 "${script##*/} failed (exit code $script_status); $again"
    elif [ "$databases" = 0 ] || [ "$completed" != "$databases" ]; then
        fail 9 "${script##*/} ended without an error, but sql_upgrade.php did not reach its end; $again"
    fi
}

# columns SCHEMA: "table column", of tables only.
columns() {
    sql "SELECT CONCAT(table_name, ' ', column_name) FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = '$1' AND table_type = 'BASE TABLE';"
}

# Adds what a new installation has and the scripts left out: three columns of contact_address on the
# way from 7.0.3 to 8.2 (measured), and what an interrupted run made them skip.
complete_schema() {
    fresh=${MYSQL_DATABASE}_bootstrap_fresh own=\`$MYSQL_DATABASE\` schema=$openemr/sql/database.sql
    if [ ! -f "$schema" ]; then
        say 'this image has no sql/database.sql: the schema is not compared'
        return
    fi
    sql "DROP DATABASE IF EXISTS \`$fresh\`;
        CREATE DATABASE \`$fresh\` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;"
    { printf "SET sql_mode = '';\n" && cat "$schema"; } |
        client "$MYSQL_ROOT_USER" "$MYSQL_ROOT_PASS" --database="$fresh" >/dev/null 2>"$private/error" ||
        fail 9 "cannot load sql/database.sql to compare with: $(redact <"$private/error")"
    columns "$MYSQL_DATABASE" >"$private/columns"
    columns "$fresh" | awk -v own="$private/columns" '
        BEGIN { while ((getline line < own) > 0) { has[line] = 1; split(line, part, " "); has[part[1]] = 1 } }
        !($1 in has) { print $1; has[$1] = has[$0] = 1; alone[$1] = 1 }
        !($0 in has) && !($1 in alone)' >"$private/gaps"
    while read -r table column <&4; do
        say "adding what the scripts left out: $table${column:+ $column}"
        if [ -z "$column" ]; then
            sql "SET sql_mode = ''; CREATE TABLE $own.\`$table\` LIKE \`$fresh\`.\`$table\`;
                INSERT INTO $own.\`$table\` SELECT * FROM \`$fresh\`.\`$table\`;"
            continue
        fi
        definition=$(sql "SHOW CREATE TABLE \`$fresh\`.\`$table\`;" --raw |
            grep "^  \`$column\` " | sed 's/,$//')
        sql "SET sql_mode = ''; ALTER TABLE $own.\`$table\` ADD COLUMN $definition;"
    done 4<"$private/gaps"
    sql "DROP DATABASE \`$fresh\`;"
}

# A script leaves files of root, and open to others by its umask.
close_upgraded_files() {
    chown -R apache "$sites/" && find "$sites/" ! -type l ! -name mysql-ca -perm /077 -exec chmod go= {} +
}

# upgrade FROM: until all scripts are through, the recorded version stays, so that a broken upgrade is
# run again from its first script: sql_upgrade.php skips what it finds done.
upgrade() {
    for step in $(seq "$(($1 + 1))" "$image_version"); do prepare_script "$step"; done
    begin complete
    take_over_upgrade
    sql "INSERT INTO \`$record\`.upgrading (id, docker_version, failed) VALUES (1, $image_version, '')
        ON DUPLICATE KEY UPDATE docker_version = $image_version;"
    for step in $(seq "$(($1 + 1))" "$image_version"); do
        say "upgrading to docker-version $step of $image_version"
        assert_lock
        run_script "$step"
    done
    if [ -s "$private/unresolved" ]; then
        fail 9 'a statement failed in an earlier run, and sql_upgrade.php has skipped it since:' \
            "$(head -n 1 "$private/unresolved" | cut -c 1-300). Restore the backup, or run it by hand" \
            "and DELETE FROM $record.upgrading"
    fi
    complete_schema
    close_upgraded_files || volume_failed 'modes of the site'
    finish 'the upgrade'
}

# Once here: two tasks that make keys at first use overwrite each other's.
make_keys() {
    as_apache keys.php "$KEYS_PHP" ||
        fail 7 "OpenEMR cannot make or read its keys (table keys, $keys, ${keys%/*/*}/certificates): see" \
            'the lines above. If the volume is not the one of this database, restore the pair'
    set -- "$keys" "$site/documents/certificates"
    if ! chown -R apache "$@" || ! find "$@" -type f ! -name mysql-ca -exec chmod go= {} +; then
        volume_failed keys
    fi
}

# Before 8.1 a killed run leaves `running` set for ever; later ones have a lease.  A run holds a
# connection, and sets next_run when it begins: dead when nobody is connected, or by the rule of 8.2's
# lease, after twice the interval, between 1 and 24 hours (as background.php, which may be switched off).
free_background_services() {
    services=\`$MYSQL_DATABASE\`.background_services
    if [ "$(sql "SELECT COUNT(*), SUM(column_name = 'lock_expires_at') FROM information_schema.columns
        WHERE table_schema = '$MYSQL_DATABASE' AND table_name = 'background_services'
        AND column_name IN ('running', 'lock_expires_at');")" != "1${tab}0" ]; then return; fi
    marked=$(sql "SELECT HEX(name), UNIX_TIMESTAMP(next_run), NOW() > next_run + INTERVAL
        LEAST(GREATEST(60, 2 * execute_interval), 1440) - execute_interval MINUTE
        FROM $services WHERE running = 1;")
    if [ -z "$marked" ]; then return; fi
    busy=$(connections "$MYSQL_USER")$(connections "${MYSQL_USER}_b") freed=''
    while read -r name begun overdue; do
        if [ -z "$busy" ] || [ "$overdue" = 1 ]; then
            freed="$freed SELECT name FROM $services WHERE name = X'$name' AND running = 1
                AND UNIX_TIMESTAMP(next_run) = $begun FOR UPDATE; UPDATE $services SET running = 0
                WHERE name = X'$name' AND running = 1 AND UNIX_TIMESTAMP(next_run) = $begun;"
        fi
    done <<END
$marked
END
    if [ -n "$freed" ]; then
        say "background services that were killed may run again: $(sql "$freed" | tr '\n' ' ')"
    fi
}

# Hexadecimal, so that no value needs quoting; read back, because a silent loss is the image's way.
apply_settings() {
    names='' writes='' checks=''
    for name in $(setting_names); do
        eval "value=\$$name"
        hex=$(printf '%s' "$value" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F)
        name=${name#OPENEMR_SETTING_} names="$names $name"
        writes="$writes INSERT INTO globals (gl_name, gl_index, gl_value)
            VALUES ('$name', 0, _utf8mb4 X'$hex') ON DUPLICATE KEY UPDATE gl_value = VALUES(gl_value);"
        checks="$checks SELECT '$name' FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM globals WHERE
            gl_name = '$name' AND gl_index = 0 AND HEX(CONVERT(gl_value USING utf8mb4)) = '$hex');"
    done
    if [ -z "$names" ]; then return; fi
    differing=$(sql "USE \`$MYSQL_DATABASE\`; START TRANSACTION; $writes COMMIT; $checks")
    # shellcheck disable=SC2086 # names, one a line
    if [ -n "$differing" ]; then fail 10 'settings that do not keep their value:' $differing; fi
    say "settings applied:$names"
}

# --- Decision ----------------------------------------------------------------------------------

refuse_volume_without_database() {
    fail 7 "the sites volume belongs to a completed installation, the database $MYSQL_DATABASE is" \
        'empty: restore the database, or empty the volume if its documents are not wanted'
}

# A complete installation: refuse what cannot be right, upgrade what is old.
continue_installation() {
    find_missing
    if [ -n "$missing" ]; then
        fail 7 'the record says the installation is complete, but these tables are missing or' \
            "empty:$missing. Restore the database from a backup"
    fi
    if [ "$configured" != 1 ]; then
        fail 7 'the database is installed, the sites volume is not: its documents and encryption' \
            'keys are missing. Restore the volume from the backup that belongs to the database'
    fi
    from=$site_version to=$site_version
    if [ "$recorded_version" -lt "$from" ]; then from=$recorded_version; fi
    if [ "$recorded_version" -gt "$to" ]; then to=$recorded_version; fi
    if [ "$begun_version" -gt "$to" ]; then to=$begun_version; fi
    if [ "$to" -gt "$image_version" ]; then
        fail 6 "this image (docker-version $image_version) is older than the data ($to): deploy the" \
            'newer image again, or restore database and volume from before the upgrade'
    fi
    place_database_ca
    agree_on_account
    if [ "$from" -lt "$image_version" ]; then upgrade "$from"; fi
}

adopt_installation() {
    find_missing
    if [ "$configured" != 1 ] || [ "$site_version" = 0 ] || [ -n "$missing" ]; then
        fail 7 "the database $MYSQL_DATABASE has $tables tables that this deployment did not make and" \
            "that are no complete installation (sqlconf.php configured: $configured; missing or" \
            "empty:${missing:- nothing}). Restore a backup, or drop the database to install anew"
    fi
    say 'adopting an installation made by the image itself'
    sql "INSERT INTO \`$record\`.installation (id, state, docker_version, holder)
        VALUES (1, 'complete', $site_version, '');"
    recorded_version=$site_version
    continue_installation
}

prepare_site() {
    case $recorded_state in
        complete) continue_installation ;;
        installing)
            if [ -f "$completed" ]; then refuse_volume_without_database; fi
            say 'an earlier installation did not complete: starting again'
            clear_half_installation
            install
            ;;
        *)
            if [ "$tables" != 0 ]; then
                adopt_installation
            elif [ "$configured" = 1 ] || [ -f "$completed" ]; then
                refuse_volume_without_database
            else
                install
            fi
            ;;
    esac
    if [ ! -f "$completed" ]; then replace "$completed" 400 </dev/null; fi
}

check_environment
check_image
private=$(mktemp -d "${TMPDIR:-/tmp}/bootstrap.XXXXXX")
chmod 711 "$private"
cd "$openemr"
trap clean_up EXIT
trap stop TERM INT
trap '' PIPE
mariadb=$(command -v mariadb || command -v mysql)
ca=$home/certs/mysql/server/mysql-ca
mkdir -p "${ca%/*}"
printf '%s\n' "$RDS_ROOT_CA" >"$ca"

# Of the task of a restore: restore.sh, which uses the functions above and prepares nothing.
if [ -n "${RESTORE_SH:-}" ]; then
    eval "$RESTORE_SH"
    exit 0
fi

wait_for_database
take_lock
check_volume
read_database
read_volume
prepare_site
apply_settings
make_keys
free_background_services
retire_account
say "ready (docker-version $image_version)"
