<?php

/**
 * Stand-in for CryptoGen, OAuth2KeyConfig and AuthUtils: keys are made at first use, unprotected.
 *
 * As read at 7.0.2, 7.0.3 and 8.2: keys of the drive lie in documents/logs_and_misc/methods and fit those
 * of the table `keys`, else die() (exit code 0); the constructor of OAuth2KeyConfig deletes and makes all
 * anew if one of its four parts is missing.  Two at once were seen to lose the other's in 2026-11.
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
        private function key(): string
        {
            $file = $GLOBALS['OE_SITE_DIR'] . '/documents/logs_and_misc/methods/sevena';
            if (!is_file($file)) {
                $key = uniqid();
                if (\key_row('sevena') === null) {
                    \add_key_row('sevena', md5($key));
                }
                usleep(50000);
                file_put_contents($file, $key);
            }
            if (md5(file_get_contents($file)) !== \key_row('sevena')) {
                error_log('OpenEMR Error : Key in drive is not compatible with key in database - Exiting.');
                die();
            }
            return file_get_contents($file);
        }

        public function encryptStandard($value, $customPassword = null)
        {
            return '007' . $this->key() . base64_encode($value);
        }

        public function decryptStandard($value, $customPassword = null)
        {
            return base64_decode(substr($value, 3 + strlen($this->key())));
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
            if ((new \OpenEMR\Common\Crypto\CryptoGen())->decryptStandard(\key_row('oauth2key')) === '') {
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
}
