<?php

/**
 * Stand-in for sql_upgrade.php and SQLUpgradeService.php: runs sql/A-to-B_upgrade.sql from a release on.
 *
 * Prints as they do: HTML; each statement, then "The above statement failed" if it did, and goes on;
 * ends with exit code 0 and the version row written, whatever failed.  Without --from or an edited
 * line of 7.0.x it starts at the oldest file.  Read at v7_0_2, v7_0_3_3, 8.2.0-dev (schema 541) and
 * openemr 00bc23e3; run on a real OpenEMR in 2026-11.  Of the conditions only #IfNotTable is known here.
 */

$openemr = __DIR__;
if (is_file("$openemr/../refuse_root_in_upgrades") && getenv('STAND_IN_USER') !== 'apache') {
    throw new RuntimeException('OpenEMR CLI scripts must not be run as root (UID 0).');
}
$cliFromVersion = null;
foreach (@KNOWS_FROM@ ? $argv : [] as $word) {
    if (str_starts_with($word, '--from=')) {
        $cliFromVersion = substr($word, 7);
    }
}
include "$openemr/sites/default/sqlconf.php";
include "$openemr/version.php";
$database = mysqli_init();
mysqli_ssl_set($database, null, null, "$openemr/sites/default/documents/certificates/mysql-ca", null, null);
mysqli_real_connect($database, $host, $login, $pass, $dbase, (int) $port, '', MYSQLI_CLIENT_SSL);
$versions = [];
foreach (scandir("$openemr/sql") as $name) {
    if (preg_match('/^(\d+)_(\d+)_(\d+)-to-/', $name, $parts)) {
        $versions["$parts[1].$parts[2].$parts[3]"] = $name;
    }
}
ksort($versions);
?>
<html>
<head>
    <title>OpenEMR Database Upgrade</title>
    <script>
        let currentVersion;
    </script>
</head>
<?php
if (!empty($_POST['form_submit']) || $cliFromVersion !== null) {
    @ASSIGNMENT@
    foreach ($versions as $version => $name) {
        if (strcmp($version, (string) $form_old_version) < 0) {
            continue;
        }
        echo "<script>serverStatus(\"$version\", 1);</script><p class='text-success'>Processing $name...</p>\n";
        $skipping = false;
        foreach (file("$openemr/sql/$name", FILE_IGNORE_NEW_LINES) as $line) {
            if (preg_match('/^#IfNotTable (\S+)/', $line, $parts)) {
                $skipping = $database->query("SHOW TABLES LIKE '$parts[1]'")->num_rows > 0;
                echo $skipping ? "<p class='text-success'>Skipping section $line</p>\n" : '';
            } elseif (str_starts_with($line, '#EndIf')) {
                $skipping = false;
            } elseif (!$skipping && str_starts_with($line, '#Die ')) {
                die("<h2><font color='red'>Query Error</font></h2><p><font color='red'>ERROR:</font> query failed</p>");
            } elseif (!$skipping && $line !== '') {
                $query = rtrim($line, ';');
                echo "$query<br />\n";
                try {
                    $database->query($query);
                } catch (mysqli_sql_exception $error) {
                    echo "<p class='text-danger'>The above statement failed: " . $error->getMessage()
                        . "<br />Upgrading will continue.<br /></p>\n";
                }
                $gate = getenv('STAND_IN_GATES') . '/statement';
                if (is_file($gate) && str_contains($query, trim(file_get_contents($gate)))) {
                    rename($gate, "$gate.reached");
                    while (is_file("$gate.reached")) {
                        usleep(20000);
                        clearstatcache();
                    }
                }
            }
        }
    }
    echo "<br /><p class='text-success'>Updating UUIDs (this could take some time)<br />\n";
    file_put_contents("$openemr/sites/default/documents/temp/upgrade", 'written under the caller\'s umask');
    echo "<p class='text-success'>Updating version indicators...</p><br />\n";
    $database->query("UPDATE version SET v_database = $v_database");
    echo "<p><p class='text-success'>Database and Access Control upgrade finished.</p></p>\n";
    echo "</div></body></html>\n";
    exit();
}
echo "</body>\n</html>\n";
