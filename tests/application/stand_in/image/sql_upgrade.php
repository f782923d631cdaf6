<?php

/** Stand-in for sql_upgrade.php: one repeatable change, then the schema version of the image. */

include __DIR__ . '/sites/default/sqlconf.php';
include __DIR__ . '/version.php';
$database = mysqli_init();
mysqli_ssl_set($database, null, null, __DIR__ . '/sites/default/documents/certificates/mysql-ca', null, null);
mysqli_real_connect($database, $host, $login, $pass, $dbase, (int) $port, '', MYSQLI_CLIENT_SSL);
$database->query("CREATE TABLE IF NOT EXISTS added_in_{$argv[1]} (id INT)");
$database->query("UPDATE version SET v_database = $v_database");
echo "upgraded step {$argv[1]}\n";
