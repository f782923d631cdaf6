<?php
// Runs in the container `openemr` by ECS Exec: `enable` or `remove`, then ids of API clients.
// The database's login comes from the site's own sqlconf.php, never from the command line.
[$action, $ids] = [$argv[1], array_slice($argv, 2)];
$statements = [
    'enable' => 'UPDATE oauth_clients SET is_enabled = 1 WHERE client_id = ?',
    'remove' => 'DELETE FROM oauth_clients WHERE client_id = ?',
];
$site = '/var/www/localhost/htdocs/openemr/sites/default';
require "$site/sqlconf.php";
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = mysqli_init();
$database->ssl_set(null, null, "$site/documents/certificates/mysql-ca", null, null);
$database->real_connect($host, $login, $pass, $dbase, (int) $port, null, MYSQLI_CLIENT_SSL);
$statement = $database->prepare($statements[$action]);
foreach ($ids as $id) {
    $statement->bind_param('s', $id);
    $statement->execute();
    echo "$action $id: {$statement->affected_rows}\n";
}
