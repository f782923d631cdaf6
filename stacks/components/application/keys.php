<?php

/**
 * Makes OpenEMR's keys before anybody serves: two tasks that make them at first use overwrite each other's.
 *
 * Encryption keys (table `keys` and documents/logs_and_misc/methods) by CryptoGen, the OAuth2 key pair
 * (documents/certificates) by OAuth2KeyConfig, whose constructor makes what is missing since 7.0.3, and
 * configKeyPairs() in 7.0.2.  Both leave alone what is there.  Same classes and names from 7.0.2 to 8.2.
 * AuthUtils stores the hash that it compares passwords of unknown users with (`hidden_auth_dummy_hash`), and
 * sign-ins side by side at first use failed to insert it twice: 5 of 30 (8.2).
 * Exits 0 only at its last line: OpenEMR ends some failures with die(), which alone would be success.
 */

$made = false;
register_shutdown_function(function () use (&$made) {
    if (!$made) {
        exit(1);
    }
});

$_GET['site'] = 'default';
$ignoreAuth = true;
$sessionAllowWrite = true;
require 'interface/globals.php';

try {
    $crypto = new OpenEMR\Common\Crypto\CryptoGen();
    if ($crypto->decryptStandard($crypto->encryptStandard('openemr')) !== 'openemr') {
        throw new Exception('the encryption keys on the volume do not fit those of the database');
    }
    (new OpenEMR\Common\Auth\OAuth2KeyConfig($GLOBALS['OE_SITE_DIR']))->configKeyPairs();
    new OpenEMR\Common\Auth\AuthUtils();
} catch (Throwable $error) {
    fwrite(STDERR, get_class($error) . ': ' . $error->getMessage() . "\n");
    exit(1);
}

$made = true;
