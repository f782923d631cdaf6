<?php

/**
 * Runs OpenEMR's background services once, for the container's loop (companion.sh), as user apache.
 *
 * One run at a time for all tasks: GET_LOCK belongs to a connection, so the database frees it when a
 * task is killed.  Exit codes: 0 done, 75 another run holds the lock, else failed.
 *
 * 8.1 and later bring a command with a lease for each service (sql/8_0_0-to-8_1_0_upgrade.sql,
 * lock_expires_at).  Before that, library/ajax/execute_background_services.php leaves `running = 1`
 * for ever when it is killed, so this program takes its place.  It writes 2 instead: browsers only take
 * services with `running < 1`, and whoever holds the lock may clear every 2.  A 1, which a browser's
 * request wrote, is cleared by the rule of 8.2: after twice the interval, between 1 and 24 hours.
 */

const TOTAL_SECONDS = 3700; // companion.sh ends a run after an hour

$site = getcwd() . '/sites/default';
require "$site/sqlconf.php";
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$lock = mysqli_init();
$lock->options(MYSQLI_OPT_CONNECT_TIMEOUT, 10);
$authority = "$site/documents/certificates/mysql-ca";
if (is_file($authority)) {
    $lock->ssl_set(null, null, $authority, null, null);
}
$lock->real_connect($host, $login, $pass, $dbase, (int) $port, null, is_file($authority) ? MYSQLI_CLIENT_SSL : 0);
$lock->query('SET SESSION wait_timeout = ' . TOTAL_SECONDS);
$name = $lock->real_escape_string(substr("openemr.background.$dbase", 0, 64));
if ($lock->query("SELECT GET_LOCK('$name', 0)")->fetch_row()[0] != 1) {
    exit(75);
}

// Whatever the task's session settings are, a run needs no session of the cache.
ini_set('session.save_handler', 'files');
if (is_file('src/Common/Command/BackgroundServicesCommand.php')) {
    $command = [PHP_BINARY, '-d', 'session.save_handler=files', 'bin/console', 'background:services', 'run'];
    exit(proc_close(proc_open($command, [STDIN, STDOUT, STDERR], $pipes)));
}

$_GET['site'] = 'default';
$ignoreAuth = true;
$sessionAllowWrite = true;
require_once 'interface/globals.php';
set_time_limit(0);

sqlStatementNoLog('UPDATE background_services SET running = 0 WHERE running = 2');
sqlStatementNoLog('UPDATE background_services SET running = 0 WHERE running = 1 AND NOW() > next_run
    + INTERVAL LEAST(GREATEST(60, 2 * execute_interval), 1440) - execute_interval MINUTE');
register_shutdown_function(static function (): void {
    sqlStatementNoLog('UPDATE background_services SET running = 0 WHERE running = 2');
});
$due = sqlStatementNoLog('SELECT * FROM background_services WHERE active = 1 AND execute_interval > 0
    AND running < 1 AND NOW() > next_run ORDER BY sort_order');
$services = [];
while ($row = sqlFetchArray($due)) {
    $services[] = $row;
}
$failed = 0;
foreach ($services as $service) {
    sqlStatementNoLog(
        'UPDATE background_services SET running = 2, next_run = NOW() + INTERVAL ? MINUTE
            WHERE name = ? AND running < 1 AND NOW() > next_run',
        [(int) $service['execute_interval'], $service['name']]
    );
    if (generic_sql_affected_rows() < 1) {
        continue; // a browser was quicker
    }
    try {
        if ($service['require_once']) {
            require_once $GLOBALS['fileroot'] . $service['require_once'];
        }
        $service['function']();
    } catch (Throwable $error) {
        fwrite(STDERR, "Service '{$service['name']}': {$error->getMessage()}\n");
        $failed = 1;
    }
    sqlStatementNoLog('UPDATE background_services SET running = 0 WHERE name = ?', [$service['name']]);
}
exit($failed);
