<?php

/**
 * Stand-in for CryptoGen, OAuth2KeyConfig, AuthUtils, AuthHash, AclMain and Document.
 *
 * As read at 7.0.2, 7.0.3 and 8.2: keys are made at first use, two a version.  Those of the table `keys`
 * encrypt files: documents, and the keys of the drive in documents/logs_and_misc/methods, which encrypt
 * columns.  Keys of the drive that do not decrypt end in die() (exit code 0); documents that do not, in a
 * RuntimeException, and in null at 7.0.0 (seen in 2026-11), where globals.php makes keys as well.  The constructor of OAuth2KeyConfig deletes and makes all anew if one of its four
 * parts is missing.  Two at once were seen to lose the other's in 2026-11.
 * https://github.com/openemr/openemr/blob/master/src/Common/Crypto/CryptoGen.php
 * https://github.com/openemr/openemr/blob/master/library/classes/Document.class.php
 */

namespace {
    if (is_file(dirname($GLOBALS['fileroot']) . '/refuse_root') && getenv('STAND_IN_USER') !== 'apache') {
        throw new RuntimeException('OpenEMR CLI scripts must not be run as root (UID 0).');
    }

    function key_row(string $name): ?string
    {
        return $GLOBALS['stand_in_database']->query("SELECT value FROM `keys` WHERE name = '$name'")->fetch_row()[0] ?? null;
    }

    function add_key_row(string $name, string $value): void
    {
        $GLOBALS['stand_in_database']->query("INSERT INTO `keys` (name, value) VALUES ('$name', '$value')");
        file_put_contents(getenv('STAND_IN_GATES') . '/keys_made', "$name\n", FILE_APPEND);
    }
}

namespace OpenEMR\Common\Crypto {
    class CryptoGen
    {
        private function key(string $label, string $source): string
        {
            if ($source === 'database') {
                if (\key_row($label) === null) {
                    \add_key_row($label, base64_encode(random_bytes(32)));
                }
                return base64_decode(\key_row($label));
            }
            $file = $GLOBALS['OE_SITE_DIR'] . "/documents/logs_and_misc/methods/$label";
            if (!is_file($file)) {
                $encrypted = $this->encryptStandard(random_bytes(32), null, 'database');
                usleep(50000);
                file_put_contents($file, $encrypted);
            }
            $key = $this->decryptStandard(file_get_contents($file), null, 'database');
            if (!$key) {
                error_log('OpenEMR Error : Key in drive is not compatible with key in database - Exiting.');
                die();
            }
            return $key;
        }

        public function encryptStandard($value, $customPassword = null, $keySource = 'drive')
        {
            [$key, $authentication] = [$this->key('sevena', $keySource), $this->key('sevenb', $keySource)];
            $text = openssl_encrypt($value, 'aes-256-ctr', $key, OPENSSL_RAW_DATA, str_repeat('0', 16));
            return '007' . base64_encode(hash_hmac('sha384', $text, $authentication, true) . $text);
        }

        public function decryptStandard($value, $customPassword = null, $keySource = 'drive', $minimumVersion = null)
        {
            if (empty($value)) {
                return '';
            } elseif (substr($value, 0, 3) !== '007') {
                error_log('OpenEMR Error : Decryption is not working because of unknown encrypt/decrypt version.');
                return false;
            }
            [$key, $authentication] = [$this->key('sevena', $keySource), $this->key('sevenb', $keySource)];
            $raw = (string) base64_decode(substr($value, 3));
            $text = substr($raw, 48);
            if (!hash_equals(hash_hmac('sha384', $text, $authentication, true), substr($raw, 0, 48))) {
                error_log('OpenEMR Error: Decryption failed authentication!');
                return is_file(dirname($GLOBALS['fileroot']) . '/refuse_root') ? false : null;
            }
            return openssl_decrypt($text, 'aes-256-ctr', $key, OPENSSL_RAW_DATA, str_repeat('0', 16));
        }
    }
}

namespace OpenEMR\Common\Auth {
    class OAuth2KeyException extends \Exception
    {
    }

    class OAuth2KeyConfig
    {
        public function __construct(private $siteDir = null)
        {
            $files = ["$siteDir/documents/certificates/oaprivate.key", "$siteDir/documents/certificates/oapublic.key"];
            if (\key_row('oauth2key') && \key_row('oauth2passphrase') && is_file($files[0]) && is_file($files[1])) {
                return;
            }
            $GLOBALS['stand_in_database']->query("DELETE FROM `keys` WHERE name LIKE 'oauth2%'");
            usleep(50000);
            file_put_contents($files[0], uniqid());
            chmod($files[0], 0640);
            file_put_contents($files[1], uniqid());
            chmod($files[1], 0660);
            \add_key_row('oauth2key', (new \OpenEMR\Common\Crypto\CryptoGen())->encryptStandard(uniqid()));
            \add_key_row('oauth2passphrase', (new \OpenEMR\Common\Crypto\CryptoGen())->encryptStandard(uniqid()));
        }

        public function configKeyPairs(): void
        {
            if (!(new \OpenEMR\Common\Crypto\CryptoGen())->decryptStandard(\key_row('oauth2key'))) {
                throw new OAuth2KeyException('oauth2 encryption key was blank after it was decrypted');
            }
        }
    }

    /** The constructor stores a hash at first use, so that two at once insert it twice (8.2, AuthUtils.php line 95). */
    class AuthUtils
    {
        public function __construct($mode = '')
        {
            $database = $GLOBALS['stand_in_database'];
            $found = $database->query("SELECT 1 FROM globals WHERE gl_name = 'hidden_auth_dummy_hash'")->fetch_row();
            if (!$found) {
                $database->query("INSERT INTO globals (gl_name, gl_index, gl_value) VALUES ('hidden_auth_dummy_hash', 0, 'x')");
            }
        }
    }
    class AuthHash
    {
        public static function passwordVerify(&$password, $hash)
        {
            return password_verify($password, $hash);
        }
    }
}

namespace OpenEMR\Common\Acl {
    class AclMain
    {
        public static function aclCheckCore($section, $value, $user = '', $return_value = '')
        {
            $found = $GLOBALS['stand_in_database']->execute_query('SELECT 1 FROM gacl_aro
                JOIN gacl_groups_aro_map ON aro_id = id WHERE value = ?', [$user])->fetch_row();
            return "$section/$value" === 'admin/super' && (bool) $found;
        }
    }
}

namespace {
    class Document
    {
        public function decrypt_content($data)
        {
            $decrypted = (new OpenEMR\Common\Crypto\CryptoGen())->decryptStandard($data, null, 'database');
            if ($decrypted === false) {
                throw new RuntimeException('Failed to decrypt the data');
            }
            return $decrypted;
        }
    }

    (new OpenEMR\Common\Crypto\CryptoGen())->encryptStandard('OpenEMR');
}
