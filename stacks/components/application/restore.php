<?php

/**
 * Checks a restored pair with OpenEMR's own code; makes and changes nothing.
 *
 * Prints facts, `restored: NAME VALUE` a line, which `openemr restore` reads.  Sources of openemr 7.0.2 to
 * 8.2, read in 2026-11: files are encrypted by keys in table `keys`, and among them the keys on the volume,
 * which encrypt columns of the database (CryptoGen.php).  CryptoGen and OAuth2KeyConfig make what they do
 * not find, so that they are asked only for what is there.
 * Exits 0 only at its last line: OpenEMR ends some failures with die(), which alone would be success.
 */

const NEWEST = 1000;
const DECRYPTED = 5;
const LARGEST = 16 * 1024 * 1024;
const KEY_SETS = ['004' => 'four', '005' => 'five', '006' => 'six', '007' => 'seven', '008' => 'eight'];

$reason = 'OpenEMR does not start with this database and these files';
$whole = false;
register_shutdown_function(function () use (&$reason, &$whole) {
    if (!$whole) {
        fwrite(STDERR, "restore: $reason\n");
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

function rows($statement, $binds = [])
{
    $found = [];
    $result = sqlStatementNoLog($statement, $binds);
    while ($row = sqlFetchArray($result)) {
        $found[] = $row;
    }
    return $found;
}

function count_rows()
{
    $version = rows('SELECT * FROM version')[0];
    fact('release', "{$version['v_major']}.{$version['v_minor']}.{$version['v_patch']}");
    fact('schema_version', $version['v_database']);
    foreach (['patient_data', 'form_encounter', 'users', 'documents'] as $table) {
        fact($table, rows("SELECT COUNT(*) AS number FROM $table")[0]['number']);
    }
    $last = rows('SELECT date FROM log ORDER BY id DESC LIMIT 1')[0]['date'] ?? null;
    fact('last_event', $last ? gmdate('Y-m-d\TH:i:s\Z', strtotime($last)) : 'none');
}

// Names of the keys that a text was encrypted with: a version before it, two keys each.
function keys_of($text)
{
    $set = KEY_SETS[substr($text, 0, 3)] ?? null;
    return $set ? ["{$set}a", "{$set}b"] : [];
}

// Name => text of the keys in the database and of those on the volume, where a README.md is beside them.
function all_keys()
{
    $rows = rows('SELECT name, value FROM `keys` ORDER BY name');
    $files = [];
    foreach (glob($GLOBALS['OE_SITE_DIR'] . '/documents/logs_and_misc/methods/*') as $file) {
        if (preg_match('/^(one|(two|three|four|five|six|seven|eight)[ab])$/', basename($file))) {
            $files[basename($file)] = (string) file_get_contents($file);
        }
    }
    return [array_column($rows, 'value', 'name'), $files];
}

// Keys up to the fourth version are on the volume as they are, later ones encrypted by those in the database.
function open_keys($rows, $files, &$reason)
{
    $encrypted = array_filter($files, fn ($name) => !preg_match('/^(o|tw|th|fo)/', $name), ARRAY_FILTER_USE_KEY);
    fact('keys', count($encrypted));
    if ($rows && !$files) {
        throw new Exception('the database has keys, the volume has none');
    }
    foreach ($encrypted as $name => $text) {
        if (!keys_of($text)) {
            throw new Exception("the key $name on the volume is damaged");
        } elseif ($lacking = array_diff(keys_of($text), array_keys($rows))) {
            throw new Exception("the key $name on the volume needs keys that the database lacks: " . implode(' ', $lacking));
        }
        $reason = "the key $name on the volume was not made with this database";
        (new Document())->decrypt_content($text);
    }
    $oauth2 = [$rows['oauth2key'] ?? '', $rows['oauth2passphrase'] ?? ''];
    if ($lacking = array_diff(keys_of($oauth2[0]), array_keys($files))) {
        throw new Exception('the database needs keys that the volume lacks: ' . implode(' ', $lacking));
    }
    $certificates = $GLOBALS['OE_SITE_DIR'] . '/documents/certificates';
    if (!$oauth2[0] || !$oauth2[1] || !is_file("$certificates/oaprivate.key") || !is_file("$certificates/oapublic.key")) {
        fact('oauth2_keys', 'incomplete');
        return;
    }
    $reason = 'the database was not encrypted by the keys on the volume';
    (new OpenEMR\Common\Auth\OAuth2KeyConfig($GLOBALS['OE_SITE_DIR']))->configKeyPairs();
    fact('oauth2_keys', 'whole');
}

// As Document::get_filesystem_filepath(), which is protected.
function document_file($row)
{
    $parts = explode('/', preg_replace('|^(.*)://|', '', $row['url']));
    return $GLOBALS['OE_SITE_DIR'] . '/documents/' . implode('/', array_slice($parts, -1 - (int) $row['path_depth']));
}

const STORED = "FROM documents WHERE storagemethod = 0 AND deleted = 0 AND url LIKE 'file://%'";

// A document may be younger than the copy of the files, RESTORE_FILES_TIME: its file is missing then.
function find_documents()
{
    $copied = strtotime(getenv('RESTORE_FILES_TIME') ?: '') ?: time();
    $expected = $missing = $younger = 0;
    foreach (rows('SELECT url, path_depth, date ' . STORED . ' ORDER BY id DESC LIMIT ' . NEWEST) as $row) {
        $there = is_file(document_file($row));
        if (!$there && strtotime($row['date'] ?? '') > $copied) {
            $younger++;
            continue;
        }
        $expected++;
        $missing += $there ? 0 : 1;
    }
    fact('documents_expected', $expected);
    fact('documents_missing', $missing);
    fact('documents_younger_than_files', $younger);
    if ($missing && $missing === $expected) {
        throw new Exception("none of the files of the newest $expected documents is on the volume");
    }
}

// Decrypts the newest; one that was written while it was copied may fail, but not all.
function decrypt_documents($rows, &$reason)
{
    $encrypted = STORED . ' AND encrypted = 1';
    fact('documents_encrypted', rows("SELECT COUNT(*) AS number $encrypted")[0]['number']);
    $decrypted = $failed = 0;
    foreach (rows("SELECT id, url, path_depth $encrypted ORDER BY id DESC LIMIT " . NEWEST) as $row) {
        $file = document_file($row);
        if ($decrypted + $failed >= DECRYPTED || !is_file($file) || filesize($file) > LARGEST) {
            continue;
        }
        $text = (string) file_get_contents($file);
        $reason = "document {$row['id']} does not decrypt with the keys in the database";
        try {
            if (!keys_of($text) || array_diff(keys_of($text), array_keys($rows))) {
                throw new Exception('no key');
            }
            (new Document())->decrypt_content($text);
            $decrypted++;
        } catch (Exception) {
            fwrite(STDERR, "restore: $reason\n");
            $failed++;
        }
    }
    fact('documents_decrypted', $decrypted);
    fact('documents_not_decrypted', $failed);
    if ($failed && !$decrypted) {
        throw new Exception("none of $failed encrypted documents decrypts with the keys in the database");
    }
}

// Why a user cannot sign in as an administrator, or ''; as AuthUtils::confirmUserPassword() asks.
function hindrance($name, $ldap)
{
    $user = rows('SELECT active FROM users WHERE BINARY username = ?', [$name])[0] ?? null;
    $hash = rows('SELECT password FROM users_secure WHERE BINARY username = ?', [$name])[0]['password'] ?? '';
    if (!$user) {
        return 'there is no such user';
    } elseif ($user['active'] != 1) {
        return 'the user is not active';
    } elseif (!rows('SELECT name FROM `groups` WHERE BINARY user = ?', [$name])) {
        return 'the user is in no group';
    } elseif (!$ldap && empty(password_get_info((string) $hash)['algo']) && !preg_match('/^\$(2a\$05|6\$rounds=)/', (string) $hash)) {
        return 'the user has no valid password';
    }
    return OpenEMR\Common\Acl\AclMain::aclCheckCore('admin', 'super', $name) ? '' : 'the user is no administrator';
}

// That of the deployment, whose password people may have changed; or another, if they closed it.
function find_administrator()
{
    $name = getenv('OE_USER');
    $ldap = rows("SELECT gl_value FROM globals WHERE gl_name = 'gbl_ldap_enabled'")[0]['gl_value'] ?? 0;
    $hindrance = hindrance($name, $ldap);
    if ($hindrance === '') {
        $password = getenv('OE_PASS');
        $hash = rows('SELECT password FROM users_secure WHERE BINARY username = ?', [$name])[0]['password'] ?? '';
        $same = $hash && OpenEMR\Common\Auth\AuthHash::passwordVerify($password, $hash);
        fact('administrator', $name);
        fact('administrator_password', $same ? 'of_the_secret' : 'changed');
        return;
    }
    fwrite(STDERR, "restore: $name cannot sign in: $hindrance\n");
    foreach (rows("SELECT username FROM users WHERE active = 1 AND username <> '' ORDER BY id") as $user) {
        if (hindrance($user['username'], $ldap) === '') {
            fact('administrator', 'another');
            return;
        }
    }
    throw new Exception("no administrator can sign in ($name: $hindrance)");
}

try {
    count_rows();
    [$rows, $files] = $keys = all_keys();
    open_keys($rows, $files, $reason);
    find_documents();
    decrypt_documents($rows, $reason);
    $reason = 'the administrator could not be looked for';
    find_administrator();
    if (all_keys() !== $keys) {
        throw new Exception('OpenEMR made keys while they were checked');
    }
} catch (Throwable $error) {
    $plain = get_class($error) === Exception::class;
    $reason = $plain ? $error->getMessage() : "$reason (" . get_class($error) . ": {$error->getMessage()})";
    exit(1);
}

$whole = true;
