<?php

/**
 * Hands auto_configure.php of the image its parameters without a command line, which `ps` would show.
 *
 * The image's program reads `key=value` words from $argv and keeps the text between the first and
 * second `=` of each.  The database account and schema exist already, so no administrator's
 * password is given (no_root_db_access, library/classes/Installer.class.php quick_install).
 */

$argv = [
    'auto_configure.php',
    'no_root_db_access=1',
    'loginhost=%',
    'server=' . getenv('MYSQL_HOST'),
    'port=' . getenv('MYSQL_PORT'),
    'dbname=' . getenv('MYSQL_DATABASE'),
    'login=' . getenv('MYSQL_USER'),
    'pass=' . getenv('MYSQL_PASS'),
    'iuser=' . getenv('OE_USER'),
    'iuserpass=' . getenv('OE_PASS'),
];
$argc = count($argv);

require 'auto_configure.php';
