<?php

/** Stand-in for interface/globals.php and library/sql.inc.php of 7.0: a connection and its functions. */

if (($_GET['site'] ?? '') !== 'default' || empty($ignoreAuth)) {
    die('Site ID is missing from session data!');
}
if (ini_get('session.save_handler') !== 'files') {
    die('a session handler that this container cannot reach');
}
if (headers_sent()) {
    throw new RuntimeException('Failed to start the session because headers have already been sent'); // seen at 8.2
}
$GLOBALS['fileroot'] = dirname(__DIR__);
$GLOBALS['OE_SITE_DIR'] = "{$GLOBALS['fileroot']}/sites/default";
require_once "{$GLOBALS['fileroot']}/sites/default/sqlconf.php";
$GLOBALS['stand_in_database'] = mysqli_init();
$ca = "{$GLOBALS['fileroot']}/sites/default/documents/certificates/mysql-ca";
$GLOBALS['stand_in_database']->ssl_set(null, null, $ca, null, null);
$GLOBALS['stand_in_database']->real_connect($host, $login, $pass, $dbase, (int) $port, null, MYSQLI_CLIENT_SSL);

function sqlStatementNoLog($statement, $binds = false)
{
    $prepared = $GLOBALS['stand_in_database']->prepare($statement);
    $prepared->execute($binds ?: []);
    $GLOBALS['stand_in_affected'] = $prepared->affected_rows;
    return $prepared->get_result();
}

function sqlFetchArray($rows)
{
    return $rows->fetch_assoc();
}

function generic_sql_affected_rows()
{
    return $GLOBALS['stand_in_affected'];
}

require __DIR__ . '/crypto.php';
