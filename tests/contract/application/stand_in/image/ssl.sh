#!/bin/sh
# Stand-in for ssl.sh: same files, an elliptic key to be quick.
set -e
ssl=$OPENEMR_ROOT_PREFIX/etc/ssl
if ! [ -f "$ssl/private/selfsigned.key.pem" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -keyout "$ssl/private/selfsigned.key.pem" \
        -out "$ssl/certs/selfsigned.cert.pem" -days 365 -nodes -subj "/CN=localhost"
fi
if [ ! -f "$ssl/docker-selfsigned-configured" ]; then
    ln -sf "$ssl/certs/selfsigned.cert.pem" "$ssl/certs/webserver.cert.pem"
    ln -sf "$ssl/private/selfsigned.key.pem" "$ssl/private/webserver.key.pem"
    touch "$ssl/docker-selfsigned-configured"
fi
