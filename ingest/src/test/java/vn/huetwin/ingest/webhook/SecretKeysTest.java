package vn.huetwin.ingest.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeysTest {
    @TempDir
    private Path folder;

    private Path file;
    private SecretKeys keys;

    @BeforeEach
    void makeKeys() {
        file = folder.resolve("new/webhook.key");
        keys = new SecretKeys(file);
    }

    @Test
    void whatIsSealedOpensForItsOwnSubscriptionOnly() throws Exception {
        assertNull(keys.ring().open("a", "aes-gcm:00000000:AAAA"), "there is no key yet");
        assertFalse(Files.exists(file));
        SecretKeys.Ring ring = keys.ringToSeal();
        String sealed = ring.seal("a", "whsec_x");
        assertEquals("whsec_x", keys.ring().open("a", sealed));
        assertNotEquals(sealed, ring.seal("a", "whsec_x"), "each time another nonce");
        assertNull(ring.open("b", sealed));
        assertNull(ring.open("a", sealed.substring(0, sealed.length() - 4) + "AAAA"), "altered");
        for (String broken : new String[] {"aes-gcm:", "aes-gcm:1:2", sealed.substring(0, 22), sealed + "%"}) {
            assertNull(ring.open("a", broken), broken);
        }
        assertEquals("whsec_y", ring.open("a", "whsec_y"), "older versions stored it so");
    }

    @Test
    void anOldKeyOpensUntilItIsForgotten() throws Exception {
        String sealed = keys.ringToSeal().seal("a", "whsec_x");
        SecretKeys.Ring renewed = keys.renew();
        assertFalse(renewed.isCurrent(sealed));
        assertEquals("whsec_x", renewed.open("a", sealed));
        assertTrue(renewed.isCurrent(renewed.seal("a", "whsec_x")));
        keys.forgetOthers();
        assertNull(keys.ring().open("a", sealed));
    }

    @Test
    void onlyItsOwnerReadsTheFileAndABrokenOneIsNamed() throws Exception {
        String sealed = keys.ringToSeal().seal("a", "whsec_x");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertEquals("whsec_x", keys.ring().open("a", sealed));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        for (String broken : new String[] {"", "no key\n", "AAAA\n"}) {
            Files.writeString(file, broken);
            IOException refused = assertThrows(IOException.class, keys::ring);
            assertTrue(String.valueOf(refused.getMessage()).startsWith(file + " holds no key"), refused.getMessage());
        }
    }
}
