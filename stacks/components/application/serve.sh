#!/bin/sh
# Serves an OpenEMR that bootstrap.sh has completed: never installs, upgrades, or asks the database.
#
# POSIX sh, as bootstrap.sh.  Exit codes: 2 environment refused, 6 image and data differ in version,
# 7 installation not complete, 8 configuration not usable, 11 Valkey not usable; else Apache's.
# shellcheck disable=SC2016 # dollar signs in sed are PHP's
set -eu
umask 077
LC_ALL=C

root=${OPENEMR_ROOT_PREFIX:-} # the tests' stand-in for the image's file tree; empty in a container
home=$root/root # root's home, where the image keeps its version, certificates and upgrades
openemr=$root/var/www/localhost/htdocs/openemr
sites=$openemr/sites
bundle=$root/etc/ssl/certs/ca-certificates.crt
ready=$home/instance-swarm-ready

say() { printf 'openemr: %s\n' "$*"; }

fail() {
    code=$1
    shift
    printf 'openemr: ERROR: %s\n' "$*" >&2
    exit "$code"
}

refuse() {
    printf 'openemr: ERROR: %s\n' "$*" >&2
    refused=1
}

# expect NAME ALLOWED: never prints the value, it may be a secret.
expect() {
    value=''
    eval "value=\${$1:-}"
    case $value in
        '') refuse "$1 is not set" ;;
        *[!$2]*) refuse "$1 has a character outside [$2]" ;;
    esac
}

check_environment() {
    VALKEY_HOST=${VALKEY_HOST:-} VALKEY_PORT=${VALKEY_PORT:-6379}
    VALKEY_WAIT_SECONDS=${VALKEY_WAIT_SECONDS:-120}
    refused=0
    expect VALKEY_HOST 'A-Za-z0-9.-'
    expect VALKEY_PORT '0-9'
    expect VALKEY_USER 'A-Za-z0-9_.-'
    expect VALKEY_PASSWORD '!-~'
    expect VALKEY_WAIT_SECONDS '0-9'
    expect APACHE_WORKERS '0-9'
    expect BACKGROUND_SERVICES_SECONDS '0-9'
    expect TRUSTED_PROXIES '0-9a-f.:/ '
    expect UPLOAD_MIB '0-9'
    if [ -n "${OWN_HOST:-}" ]; then expect OWN_HOST 'A-Za-z0-9.-'; fi
    case ${RDS_ROOT_CA:-} in
        *'-----BEGIN CERTIFICATE-----'*) ;;
        *) refuse 'RDS_ROOT_CA has no PEM certificate' ;;
    esac
    for name in APACHE_CONF BACKGROUND_PHP COMPANION_SH TWIG_PHP; do
        eval "value=\${$name:-}"
        if [ -z "$value" ]; then refuse "$name is not set"; fi
    done
    if [ "$refused" = 1 ]; then exit 2; fi
}

check_installation() {
    configured=0
    if [ -f "$sites/default/sqlconf.php" ]; then
        configured=$(sed -n 's/^\$config *= *\([01]\) *;.*/\1/p' "$sites/default/sqlconf.php" | tail -n 1)
    fi
    if [ "$configured" != 1 ] || [ ! -f "$sites/docker-completed" ]; then
        fail 7 'the installation on the sites volume is not complete: see the log of the container' \
            'bootstrap, which must end with success before this one starts'
    fi
    image_version=$(tr -cd '0-9' <"$home/docker-version") site_version=0
    if [ -f "$sites/default/docker-version" ]; then
        site_version=$(tr -cd '0-9' <"$sites/default/docker-version")
    fi
    if [ "$image_version" != "$site_version" ]; then
        fail 6 "this image (docker-version $image_version) cannot serve data of docker-version" \
            "$site_version: start a task with one image for both containers"
    fi
}

# --- Trust -------------------------------------------------------------------------------------

# Public roots are the image's own bundle (it has Amazon's, which sign Valkey's certificate); the
# roots of RDS are in no public bundle and come with the task definition.  An image VOLUME that is
# mounted empty hides the bundle: the image keeps a copy for that case.
restore_trust() {
    if [ ! -f "$root/etc/ssl/openssl.cnf" ]; then
        rsync --owner --group --perms --recursive --links "$root/swarm-pieces/ssl" "$root/etc/" ||
            fail 8 'cannot restore /etc/ssl from /swarm-pieces'
    fi
    if [ ! -s "$bundle" ]; then fail 8 "the image has no CA bundle at $bundle"; fi
}

# For people who open a shell here: PHP reads its own copy on the sites volume.
trust_database_on_command_line() {
    ca=$home/certs/mysql/server/mysql-ca
    mkdir -p "${ca%/*}"
    printf '%s\n' "$RDS_ROOT_CA" >"$ca"
    printf '[client]\nssl-ca=%s\nssl-verify-server-cert\n' "$ca" >"$home/.my.cnf"
    if [ -f "$home/devtoolsLibrary.source" ]; then
        sed -i "s| --skip-ssl| --ssl-ca=$ca --ssl-verify-server-cert|g" "$home/devtoolsLibrary.source"
    fi
}

# Releases before 8.2 make a CCDA by a request to their own public address, which the load balancer admits
# from clients only (CDADocumentService.php): it stays in this task.  8.0 verifies the certificate, so this
# task trusts its own, which vouches for no other.  Fargate lets a container write /etc/hosts since 2020-05-28
# (aws/containers-roadmap issue 886).
answer_itself() {
    if [ -z "${OWN_HOST:-}" ]; then return; fi
    cat "$root/etc/ssl/certs/selfsigned.cert.pem" >>"$bundle" || fail 8 "cannot write to $bundle"
    if ! printf '127.0.0.1 %s\n' "$OWN_HOST" >>"$root/etc/hosts"; then
        say "WARNING: cannot write to $root/etc/hosts: OpenEMR cannot make a CCDA"
    fi
}

# A key of this task's own, never on shared storage.  The load balancer does not validate it.  ssl.sh takes
# a pair that is there; its own key of 4,096 bits costs 4 ms of processor for each connection, this 0.3.
make_certificate() {
    unset DOMAIN EMAIL
    key=$root/etc/ssl/private/selfsigned.key.pem
    if [ ! -f "$key" ]; then
        mkdir -p "${key%/*}" "$root/etc/ssl/certs"
        openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost -keyout "$key" \
            -addext basicConstraints=critical,CA:FALSE \
            -addext "subjectAltName=DNS:localhost${OWN_HOST:+,DNS:$OWN_HOST}" \
            -out "$root/etc/ssl/certs/selfsigned.cert.pem" 2>/dev/null ||
            fail 8 "cannot make a certificate in $root/etc/ssl"
        answer_itself
    fi
    if ! certificate_log=$(cd "$openemr" && sh ssl.sh 2>&1); then
        fail 8 "ssl.sh of the image failed: $certificate_log"
    fi
}

# --- Sessions ----------------------------------------------------------------------------------

# url_encode TEXT: printable ASCII only, as check_environment saw to.
url_encode() {
    rest=$1 encoded=''
    while [ -n "$rest" ]; do
        tail=${rest#?} character=${rest%"${rest#?}"}
        case $character in
            [A-Za-z0-9._~-]) ;;
            *) character=$(printf '%%%02X' "'$character") ;;
        esac
        encoded=$encoded$character rest=$tail
    done
}

# request WORD...: one command in the cache's protocol.
request() {
    printf '*%d\r\n' "$#"
    for word; do printf '$%d\r\n%s\r\n' "${#word}" "$word"; done
}

# speak: on standard input of a verified connection, all that phpredis sends to lock a session
# (library.c and redis_session.c of 5.3.7 and 6.2.0: SET NX PX, then EVALSHA, or EVAL, to unlock).
speak() {
    key=PHPREDIS_SESSION:start-$$_LOCK
    request AUTH "$VALKEY_USER" "$VALKEY_PASSWORD"
    request PING
    request SET "$key" start NX PX 1000
    request EVALSHA 0000000000000000000000000000000000000000 1 "$key"
    request EVAL "return redis.call('del', KEYS[1])" 1 "$key"
    request QUIT
}

ping_valkey() {
    deadline=$(($(date +%s) + VALKEY_WAIT_SECONDS)) told=''
    while :; do
        answer=$(speak | timeout 10 openssl s_client -quiet -connect "$VALKEY_HOST:$VALKEY_PORT" \
            -servername "$VALKEY_HOST" -verify_hostname "$VALKEY_HOST" -verify_return_error \
            -CAfile "$bundle" 2>&1 | tr -d '\r') || true
        case $answer in
            *WRONGPASS*)
                fail 11 "Valkey refuses the user $VALKEY_USER or its password: compare the secret" \
                    'with the user of the cache'
                ;;
            *NOPERM*)
                right=$(printf '%s\n' "$answer" | sed -n "s/^-NOPERM .*'\([a-z]*\)'.*/\1/p" | tr '\n' ' ')
                fail 11 "the cache's user $VALKEY_USER may not use ${right:-keys PHPREDIS_SESSION:*}:" \
                    'sessions are locked with it. The user has to be changed before tasks of this' \
                    'definition start: deploy the change of the cache, then start the service again'
                ;;
            *+PONG*) return ;;
        esac
        # Only lines of openssl and of the server's errors: what was sent is never repeated.
        reason=$(printf '%s\n' "$answer" | grep -E 'verify error|rror:|refused|^-' | head -n 1 || true)
        if [ "$(date +%s)" -ge "$deadline" ]; then
            fail 11 "no verified TLS connection to Valkey at $VALKEY_HOST:$VALKEY_PORT after" \
                "$VALKEY_WAIT_SECONDS seconds: ${reason:-no answer}. Sessions are not kept in files instead"
        fi
        if [ "$reason" != "$told" ]; then say "waiting for Valkey: ${reason:-no answer}"; fi
        told=$reason
        sleep 1
    done
}

# The image's own switch (REDIS_SERVER) falls back to files, prints the password, and from 8.1 sends
# a wrong user.  phpredis 5.3 ignores stream[cafile] for sessions, hence openssl.cafile as well.
#
# Locks: without them a redirect overtakes the session that it needs (OAuth lost 8 of 15 sign-ins).  One
# waits up to 1,200 x 50 ms, a little longer than a lock lives, which is that of a request that was killed
# or takes longer; phpredis's own 2 s signed users out.
#
# persistent: OpenEMR opens the session several times for a page, each with a new TLS connection.
#
# No JIT: it gains nothing on OpenEMR's pages, and compiling costs.  Strings of all scripts need up to 33 MB,
# PHP's default is 8; they are part of memory_consumption.
configure_php() {
    url_encode "$VALKEY_PASSWORD"
    # Peaks measured: 50 MiB for an upload of 9, 150 for one of 28.  The image's own limit is kept if higher.
    memory=$(php -r 'echo ini_get("memory_limit");')
    case $memory in
        *M) if [ "${memory%M}" -lt $((UPLOAD_MIB * 6 + 64)) ]; then memory=$((UPLOAD_MIB * 6 + 64))M; fi ;;
    esac
    for directory in "$root"/etc/php[0-9]*/conf.d; do
        {
            printf 'session.save_handler = redis\n'
            printf 'session.save_path = "tls://%s:%s?persistent=1&auth[user]=%s&auth[pass]=%s&stream[cafile]=%s"\n' \
                "$VALKEY_HOST" "$VALKEY_PORT" "$VALKEY_USER" "$encoded" "$bundle"
            printf 'redis.session.locking_enabled = 1\nredis.session.lock_expire = 60\n'
            printf 'redis.session.lock_wait_time = 50000\nredis.session.lock_retries = 1200\n'
            printf 'openssl.cafile = "%s"\n' "$bundle"
            printf 'opcache.jit = disable\nopcache.jit_buffer_size = 0\n'
            printf 'opcache.interned_strings_buffer = 64\nopcache.memory_consumption = 256\n'
            printf 'upload_max_filesize = %dM\npost_max_size = %dM\n' "$UPLOAD_MIB" $((UPLOAD_MIB + 2))
            printf 'memory_limit = %s\n' "$memory"
        } >"$directory/zz-openemr.ini" || fail 8 "cannot write to $directory"
    done
}

# The whole way of a real session, with PHP's own client and the user's rights on its keys: the second
# start waits for the lock that the first must have given back.  PHP names the path, password included,
# when it fails: that text is not printed.
try_session() {
    if ! php -d redis.session.lock_retries=20 -r 'exit(session_start() && session_write_close()
        && session_start() && session_destroy() ? 0 : 1);' >/dev/null 2>&1; then
        fail 11 'PHP cannot keep a session in Valkey although it answers: check the rights of the' \
            "user $VALKEY_USER on keys PHPREDIS_SESSION:*"
    fi
}

# --- Apache ------------------------------------------------------------------------------------

# To the container's own output.  When Valkey fails, PHP logs the session path with its password:
# error lines pass a filter.
redirect_logs() {
    filter=$root/etc/apache2/redact.awk
    printf '{ gsub(/auth\\[pass\\]=[^&" )]*/, "auth[pass]=[hidden]"); print; fflush() }\n' >"$filter"
    sed -i -e "s@^ *ErrorLog .*@ErrorLog \"|$(command -v awk) -f $filter\"@" \
        -e 's@^ *CustomLog .*@CustomLog /proc/self/fd/1 combined@' \
        "$root/etc/apache2/conf.d/openemr.conf" || fail 8 'cannot change openemr.conf of Apache'
}

# As the image's swarm mode: code not writable, no way to set up or upgrade from the web.  The
# earlier images set modes at start, the later ones when built.
harden() {
    cd "$openemr"
    rm -f admin.php acl_upgrade.php setup.php sql_patch.php sql_upgrade.php ippf_upgrade.php \
        auto_configure.php
    case $(head -n 1 openemr.sh) in
        *bash*) ;;
        *)
            say 'setting modes of the web root (minutes on a small task)'
            find . -path ./sites -prune -o -type d ! -perm 500 -exec chmod 500 {} +
            find . -path ./sites -prune -o -type f ! -perm 400 -exec chmod 400 {} +
            ;;
    esac
}

# The files that come with the task definition, where apache may read them; modes were set by harden.
write_programs() {
    cache=$root/var/cache/openemr-twig modules=interface/modules/zend_modules/config
    library=$root/usr/local/lib/openemr
    mkdir -p "$cache" "$library" "$root/run" || fail 8 'cannot make directories'
    printf '%s\n' "$BACKGROUND_PHP" >"$library/background.php"
    chmod 755 "$root/usr/local/lib" "$library"
    chmod 644 "$library/background.php"
    chown apache "$cache"
    if [ -d "$modules" ]; then
        mkdir -p "$modules/autoload"
        printf '%s\n' "$TWIG_PHP" | sed "s|@directory@|$cache|" >"$modules/autoload/openemr-twig.local.php"
        chmod 755 "$modules/autoload"
        chmod 644 "$modules/autoload/openemr-twig.local.php"
    fi
}

# Apache's own reading of all its files, before it serves.
configure_apache() {
    printf '%s\n' "$APACHE_CONF" >"$root/etc/apache2/conf.d/zz-openemr.conf" ||
        fail 8 'cannot write to conf.d of Apache'
    if ! loaded=$("$root/usr/sbin/httpd" -t -D DUMP_MODULES 2>&1); then
        fail 8 "Apache refuses its configuration: $(printf '%s\n' "$loaded" | grep -v AH00558 | tr '\n' ' ')"
    fi
    for module in deflate remoteip; do
        case $loaded in
            *"${module}_module"*) ;;
            *) say "WARNING: this image's Apache has no mod_$module: $(lost "$module")" ;;
        esac
    done
}

lost() {
    case $1 in
        deflate) printf 'answers are not compressed' ;;
        *) printf "the access log shows the load balancer's address" ;;
    esac
}

check_environment
rm -f "$ready"
check_installation
restore_trust
trust_database_on_command_line
ping_valkey
configure_php
try_session
make_certificate
redirect_logs
harden
write_programs
configure_apache

# What Apache and its children need not know, they are not given.
companion=$COMPANION_SH
unset VALKEY_PASSWORD RDS_ROOT_CA encoded rest tail character value answer word
unset APACHE_CONF BACKGROUND_PHP COMPANION_SH OWN_HOST TWIG_PHP
sh -c "$companion" companion "$$" &
say "serving (docker-version $image_version)"
exec "$root/usr/sbin/httpd" -D FOREGROUND
