<?php

/**
 * Checks a restored pair with OpenEMR's own code; makes and changes nothing.
 *
 * Prints facts, `restored: NAME VALUE` a line, which `openemr restore` reads.  Sources of openemr 7.0.2 to
 * 8.2, read in 2026-11: files are encrypted by keys in table `keys`, and among them the keys on the volume,
 * which encrypt columns of the database (CryptoGen.php).  CryptoGen and OAuth2KeyConfig make what they do
 * not find, and 7.0.0 was seen to do so in globals.php: keys are compared before any of OpenEMR runs.
 * Exits 0 only at its last line: OpenEMR ends some failures with die(), which alone would be success.
 */

const NEWEST = 1000;
const DECRYPTED = 5;
const LARGEST = 16 * 1024 * 1024;
const KEY_SETS = ['004' => 'four', '005' => 'five', '006' => 'six', '007' => 'seven', '008' => 'eight'];

// Of this program; OpenEMR has hundreds of global variables.
$restore = (object) ['site' => getcwd() . '/sites/default', 'reason' => '', 'whole' => false];
register_shutdown_function(function () use ($restore) {
    if (!$restore->whole) {
        fwrite(STDERR, "restore: $restore->reason\n");
        exit(1);
    }
});

// Not by echo, after which OpenEMR 8.2 starts no session (seen in 2026-11).
function fact($name, $value)
{
    fwrite(STDOUT, "restored: $name $value\n");
}

// As OpenEMR connects, which includes sqlconf.php once: here it is read.
function connect($site)
{
    preg_match_all("/^\\$(host|port|login|pass|dbase)\\s*=\\s*'(.*)';/m", file_get_contents("$site/sqlconf.php"), $found);
    $of = array_combine($found[1], $found[2]);
    $database = mysqli_init();
    $database->ssl_set(null, null, "$site/documents/certificates/mysql-ca", null, null);
    $port = (int) $of['port'];
    $database->real_connect($of['host'], $of['login'], $of['pass'], $of['dbase'], $port, null, MYSQLI_CLIENT_SSL);
    $database->set_charset('utf8mb4');
    return $database;
}

function rows($statement, $name = null)
{
    $prepared = $GLOBALS['restore']->database->prepare($statement);
    if ($name !== null) {
        $prepared->bind_param('s', $name);
    }
    $prepared->execute();
    return $prepared->get_result()->fetch_all(MYSQLI_ASSOC);
}

function count_rows()
{
    $version = rows('SELECT * FROM version')[0];
    fact('release', "{$version['v_major']}.{$version['v_minor']}.{$version['v_patch']}");
    fact('schema_version', $version['v_database']);
    foreach (['patient_data', 'form_encounter', 'users', 'documents'] as $table) {
        fact($table, rows("SELECT COUNT(*) AS number FROM $table")[0]['number']);
    }
}

// Of somebody who had signed in: this program makes events as well.  In the time zone that OpenEMR has set.
function tell_last_event()
{
    $last = rows("SELECT date FROM log WHERE user <> '' ORDER BY id DESC LIMIT 1")[0]['date'] ?? null;
    fact('last_event', $last ? gmdate('Y-m-d\TH:i:s\Z', strtotime($last)) : 'none');
}

// Names of the keys that a text was encrypted with: a version before it, two keys each.
function keys_of($text)
{
    $set = KEY_SETS[substr($text, 0, 3)] ?? null;
    return $set ? ["{$set}a", "{$set}b"] : [];
}

// Name => text of the keys in the database and of those on the volume, where a README.md is beside them.
function all_keys($site)
{
    $rows = rows('SELECT name, value FROM `keys` ORDER BY name');
    $files = [];
    foreach (glob("$site/documents/logs_and_misc/methods/*") as $file) {
        if (preg_match('/^(one|(two|three|four|five|six|seven|eight)[ab])$/', basename($file))) {
            $files[basename($file)] = (string) file_get_contents($file);
        }
    }
    return [array_column($rows, 'value', 'name'), $files];
}

// Up to the fourth version they are on the volume as they are, later ones encrypted by those in the database
// and behind a hash by the second of them (coreDecrypt() in CryptoGen.php).
function compare_keys($rows, $files)
{
    if (!$files) {
        throw new Exception(($rows ? 'the database has keys' : 'the database has no keys') . ', the volume has none');
    }
    $encrypted = array_filter($files, fn ($name) => !preg_match('/^(o|tw|th|fo)/', $name), ARRAY_FILTER_USE_KEY);
    foreach ($encrypted as $name => $text) {
        $needed = keys_of($text);
        $raw = (string) base64_decode(substr($text, 3));
        if (!$needed || strlen($raw) <= 48) {
            throw new Exception("the key $name on the volume is damaged");
        } elseif (array_diff($needed, array_keys($rows))) {
            throw new Exception("the key $name on the volume needs keys that the database lacks");
        }
        $hash = hash_hmac('sha384', substr($raw, 48), base64_decode($rows[$needed[1]]), true);
        if (!hash_equals($hash, substr($raw, 0, 48))) {
            throw new Exception("the key $name on the volume was not made with this database");
        }
    }
    $needed = array_merge(keys_of($rows['oauth2key'] ?? ''), keys_of($rows['oauth2passphrase'] ?? ''));
    if (array_diff($needed, array_keys($files))) {
        throw new Exception('the database needs keys that the volume lacks');
    }
    fact('keys', count($encrypted));
}

// As OpenEMR decrypts the text of a file; where that fails, 7.0.0 was seen to say null.
function decrypt($text)
{
    $decrypted = (new Document())->decrypt_content($text);
    if (!is_string($decrypted)) {
        throw new Exception('no text');
    }
    return $decrypted;
}

// The keys of OAuth2 are in both: encrypted columns, and files that a passphrase among those columns opens.
function open_columns($rows, $site)
{
    $certificates = "$site/documents/certificates";
    $columns = !empty($rows['oauth2key']) && !empty($rows['oauth2passphrase']);
    if (!$columns || !is_file("$certificates/oaprivate.key") || !is_file("$certificates/oapublic.key")) {
        fact('oauth2_keys', 'incomplete');
        return;
    }
    (new OpenEMR\Common\Auth\OAuth2KeyConfig($site))->configKeyPairs();
    fact('oauth2_keys', 'whole');
}

// As Document::get_filesystem_filepath(), which is protected.
function document_file($site, $row)
{
    $parts = explode('/', preg_replace('|^(.*)://|', '', $row['url']));
    return "$site/documents/" . implode('/', array_slice($parts, -1 - (int) $row['path_depth']));
}

const STORED = "FROM documents WHERE storagemethod = 0 AND deleted = 0 AND url LIKE 'file://%'";

// A document may be younger than the copy of the files, RESTORE_FILES_TIME: its file is missing then.
function find_documents($site)
{
    $copied = strtotime(getenv('RESTORE_FILES_TIME') ?: '') ?: time();
    $expected = $missing = $younger = 0;
    foreach (rows('SELECT url, path_depth, date ' . STORED . ' ORDER BY id DESC LIMIT ' . NEWEST) as $row) {
        $there = is_file(document_file($site, $row));
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
function decrypt_documents($rows, $site)
{
    $encrypted = STORED . ' AND encrypted = 1';
    fact('documents_encrypted', rows("SELECT COUNT(*) AS number $encrypted")[0]['number']);
    $decrypted = $failed = 0;
    foreach (rows("SELECT id, url, path_depth $encrypted ORDER BY id DESC LIMIT " . NEWEST) as $row) {
        $file = document_file($site, $row);
        if ($decrypted + $failed >= DECRYPTED || !is_file($file) || filesize($file) > LARGEST) {
            continue;
        }
        $text = (string) file_get_contents($file);
        try {
            if (!keys_of($text) || array_diff(keys_of($text), array_keys($rows))) {
                throw new Exception('no key');
            }
            decrypt($text);
            $decrypted++;
        } catch (Exception) {
            fwrite(STDERR, "restore: document {$row['id']} does not decrypt with the keys in the database\n");
            $failed++;
        }
    }
    fact('documents_decrypted', $decrypted);
    fact('documents_not_decrypted', $failed);
    if ($failed && !$decrypted) {
        throw new Exception("none of $failed encrypted documents decrypts with the keys in the database");
    }
}

// As AuthHash::hashValid(), which 7.0.0 has not.
function is_hash($text)
{
    return !empty(password_get_info($text)['algo']) || preg_match('/^\$(2a\$05|6\$rounds=)/', $text);
}

// Why a user cannot sign in as an administrator, or ''; as AuthUtils::confirmUserPassword() asks.
function hindrance($name, $ldap)
{
    $user = rows('SELECT active FROM users WHERE BINARY username = ?', $name)[0] ?? null;
    $hash = rows('SELECT password FROM users_secure WHERE BINARY username = ?', $name)[0]['password'] ?? '';
    if (!$user) {
        return 'there is no such user';
    } elseif ($user['active'] != 1) {
        return 'the user is not active';
    } elseif (!rows('SELECT name FROM `groups` WHERE BINARY user = ?', $name)) {
        return 'the user is in no group';
    } elseif (!$ldap && !is_hash((string) $hash)) {
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
        $hash = rows('SELECT password FROM users_secure WHERE BINARY username = ?', $name)[0]['password'] ?? '';
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
    $restore->reason = 'the database does not answer as OpenEMR would ask it';
    $restore->database = connect($restore->site);
    count_rows();
    $restore->keys = all_keys($restore->site);
    compare_keys(...$restore->keys);
    $restore->reason = 'OpenEMR does not start with this database and these files';
    $_GET['site'] = 'default';
    $ignoreAuth = true;
    $sessionAllowWrite = true;
    require 'interface/globals.php';
    tell_last_event();
    $restore->reason = 'the database was not encrypted by the keys on the volume';
    open_columns($restore->keys[0], $restore->site);
    $restore->reason = 'the documents cannot be read';
    find_documents($restore->site);
    decrypt_documents($restore->keys[0], $restore->site);
    $restore->reason = 'the users cannot be read';
    find_administrator();
    // An image newer than the data makes keys of its own version beside them.
    foreach (all_keys($restore->site) as $place => $now) {
        if (array_diff_assoc($restore->keys[$place], $now)) {
            throw new Exception('OpenEMR changed keys while they were checked');
        }
    }
} catch (Throwable $error) {
    $words = get_class($error) . ': ' . $error->getMessage();
    $restore->reason = get_class($error) === Exception::class ? $error->getMessage() : "$restore->reason ($words)";
    exit(1);
}

$restore->whole = true;
