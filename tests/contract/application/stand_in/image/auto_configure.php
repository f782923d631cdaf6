<?php

/**
 * Stand-in for the image's installer: reads $argv as it does, takes its steps in its order.
 *
 * Order and TLS switch as Installer.class.php quick_install and connect_to_database; tables only as
 * many as tell a whole installation from a half one.  Fails, as the original, on a table that exists.
 */

$openemr = __DIR__;
$settings = ['login' => 'openemr', 'pass' => 'openemr', 'dbname' => 'openemr', 'iuser' => 'admin'];
for ($i = 1; $i < count($argv); $i++) {
    $word = explode('=', $argv[$i]);
    $settings[$word[0]] = $word[1];
}
if (is_file("$openemr/../refuse_root") && getenv('STAND_IN_USER') !== 'apache') {
    throw new Exception('this program refuses to run as root');
}

/** Where a test put a gate, wait here until it takes the gate away or kills everything. */
function reach(string $step): void
{
    $gate = getenv('STAND_IN_GATES') . "/$step";
    if (is_file($gate)) {
        rename($gate, "$gate.reached");
        while (is_file("$gate.reached")) {
            usleep(20000);
            clearstatcache();
        }
    }
}

$authority = "$openemr/sites/default/documents/certificates/mysql-ca";
$database = mysqli_init();
if (is_file($authority)) {
    mysqli_ssl_set($database, null, null, $authority, null, null);
}
mysqli_real_connect(
    $database,
    $settings['server'],
    $settings['login'],
    $settings['pass'],
    $settings['dbname'],
    (int) $settings['port'],
    '',
    is_file($authority) ? MYSQLI_CLIENT_SSL : 0
);
echo "connected; a careless program might print {$settings['pass']} and {$settings['iuserpass']}\n";

include "$openemr/version.php";
$tables = [
    'version' => 'v_major INT, v_minor INT, v_patch INT, v_database INT',
    'keys' => 'id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) UNIQUE, value TEXT',
    'globals' => 'gl_name VARCHAR(63), gl_index INT, gl_value LONGTEXT, PRIMARY KEY (gl_name, gl_index)',
    'users_secure' => 'id INT PRIMARY KEY, username VARCHAR(255), password VARCHAR(255)',
    'patient_data' => 'id INT PRIMARY KEY',
    'form_encounter' => 'id INT PRIMARY KEY',
    'users' => 'id INT PRIMARY KEY, username VARCHAR(255), active TINYINT',
    'groups' => 'id INT AUTO_INCREMENT PRIMARY KEY, name LONGTEXT, user LONGTEXT',
    'log' => 'id INT AUTO_INCREMENT PRIMARY KEY, date DATETIME, user VARCHAR(255)',
    'documents' => 'id INT PRIMARY KEY, date DATETIME, url VARCHAR(255), path_depth TINYINT DEFAULT 1,'
        . ' storagemethod TINYINT DEFAULT 0, encrypted TINYINT DEFAULT 0, deleted TINYINT DEFAULT 0',
    'gacl_aro' => 'id INT PRIMARY KEY, value VARCHAR(150)',
    'gacl_acl' => 'id INT PRIMARY KEY',
    'gacl_groups_aro_map' => 'group_id INT, aro_id INT',
];
foreach ($tables as $name => $columns) {
    $database->query("CREATE TABLE `$name` ($columns) DEFAULT CHARACTER SET utf8mb4");
    reach("table_$name");
}
foreach (file("$openemr/sql/database.sql") as $statement) {
    $database->query($statement);
}
$database->query('INSERT INTO version VALUES (0, 0, 0, 0)');

$connection = <<<CONNECTION
<?php
//  OpenEMR
//  MySQL Config

\$host\t= '{$settings['server']}';
\$port\t= '{$settings['port']}';
\$login\t= '{$settings['login']}';
\$pass\t= '{$settings['pass']}';
\$dbase\t= '{$settings['dbname']}';
\$db_encoding\t= 'utf8mb4';

\$sqlconf = array();
global \$sqlconf;
\$sqlconf["host"]= \$host;
\$config = 1; /////////////
?>

CONNECTION;
file_put_contents("$openemr/sites/default/sqlconf.php", $connection);
reach('sqlconf');

$database->query("UPDATE version SET v_major = 8, v_minor = 1, v_patch = 0, v_database = $v_database");
$database->query("INSERT INTO globals VALUES ('rest_api', 0, '0'), ('rest_fhir_api', 0, '0')");
@mkdir("$openemr/sites/default/documents/logs_and_misc/methods", 0700, true);
$GLOBALS['fileroot'] = $openemr;
$GLOBALS['OE_SITE_DIR'] = "$openemr/sites/default";
$GLOBALS['stand_in_database'] = $database;
require "$openemr/interface/crypto.php";
reach('globals');
$statement = $database->prepare('INSERT INTO users_secure VALUES (1, ?, ?)');
$statement->execute([$settings['iuser'], password_hash($settings['iuserpass'], PASSWORD_DEFAULT)]);
$database->execute_query('INSERT INTO users VALUES (1, ?, 1)', [$settings['iuser']]);
$database->execute_query("INSERT INTO `groups` (name, user) VALUES ('Default', ?)", [$settings['iuser']]);
reach('administrator');
$database->execute_query('INSERT INTO gacl_aro VALUES (1, ?)', [$settings['iuser']]);
$database->query('INSERT INTO gacl_acl VALUES (1)');
$database->query('INSERT INTO gacl_groups_aro_map VALUES (1, 1)');
reach('access_control');
file_put_contents(getenv('STAND_IN_GATES') . '/installations', "{$settings['dbname']}\n", FILE_APPEND);
echo "installed\n";
