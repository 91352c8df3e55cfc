package vn.huetwin.ingest.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of this installation under which secrets of subscriptions are stored (AES-256-GCM, NIST SP 800-38D): a file that
 * only its owner may read, the key in use on its first line. It is in no backup, so that a backup alone opens nothing.
 */
public final class SecretKeys {
    private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final String PREFIX = "aes-gcm:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    /** @param file is made when it is needed first */
    public SecretKeys(Path file) {
        this.file = file;
    }

    /** Whether a stored text is not the secret itself. */
    static boolean isSealed(String stored) {
        return stored.startsWith(PREFIX);
    }

    /** The keys as the file has them now, none if there is none yet. Another process may renew them at any time. */
    synchronized Ring ring() throws IOException {
        if (!Files.exists(file)) {
            return new Ring(List.of(), random);
        }
        if (isPosix() && !Files.getPosixFilePermissions(file).equals(OWNER)) {
            log.warn("{} could be read by others; now only its owner may", file);
            Files.setPosixFilePermissions(file, OWNER);
        }
        List<SecretKey> keys = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                keys.add(key(line.strip()));
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key");
        }
        return new Ring(keys, random);
    }

    /** The same with a key to seal with, made now if there is none. */
    synchronized Ring ringToSeal() throws IOException {
        if (!Files.exists(file)) {
            write(List.of(newKey()));
            log.info("A key for the secrets of web hooks was made: {}. Keep a copy apart from the backups", file);
        }
        return ring();
    }

    private SecretKey key(String line) throws IOException {
        try {
            byte[] bytes = Base64.getDecoder().decode(line);
            if (bytes.length == KEY_BYTES) {
                return new SecretKeySpec(bytes, "AES");
            }
        } catch (IllegalArgumentException e) {
            log.debug("No Base64", e);
        }
        throw new IOException(file + " holds no keys: a line is " + KEY_BYTES + " bytes in Base64");
    }

    /** Puts a new key before those that there are. */
    synchronized Ring renew() throws IOException {
        List<SecretKey> keys = new ArrayList<>(ring().keys);
        keys.add(0, newKey());
        write(keys);
        return new Ring(keys, random);
    }

    /** Keeps the first key only. */
    synchronized void forgetOthers() throws IOException {
        List<SecretKey> keys = ring().keys;
        if (keys.size() > 1) {
            write(keys.subList(0, 1));
        }
    }

    private SecretKey newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    /** Others see the file as it was or as it is, and it is never readable for them. */
    private void write(List<SecretKey> keys) throws IOException {
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(Base64.getEncoder().encodeToString(key.getEncoded()))
                .append('\n'));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder == null ? Path.of("") : folder);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        if (isPosix()) {
            Files.createFile(part, PosixFilePermissions.asFileAttribute(OWNER));
        }
        Files.writeString(part, lines);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Some keys, the one in use first. */
    static final class Ring {
        private final List<SecretKey> keys;
        private final SecureRandom random;

        /** @param keys to seal, there has to be one */
        private Ring(List<SecretKey> keys, SecureRandom random) {
            this.keys = List.copyOf(keys);
            this.random = random;
        }

        /** The secret as it is to be stored; it opens for this subscription only. */
        String seal(String subscription, String secret) {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            try {
                Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, subscription);
                byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
                byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array();
                return PREFIX + name(keys.get(0)) + ':' + Base64.getEncoder().encodeToString(all);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whether it is stored under the key in use. */
        boolean isCurrent(String stored) {
            return !keys.isEmpty() && stored.startsWith(PREFIX + name(keys.get(0)) + ':');
        }

        /** The secret, or null if no key here opens it or it was altered. */
        @Nullable
        String open(String subscription, String stored) {
            if (!isSealed(stored)) {
                return stored;
            }
            String[] parts = stored.split(":", 3);
            for (SecretKey key : keys) {
                if (parts.length == 3 && name(key).equals(parts[1])) {
                    return opened(key, subscription, parts[2]);
                }
            }
            return null;
        }

        private static @Nullable String opened(SecretKey key, String subscription, String text) {
            try {
                byte[] all = Base64.getDecoder().decode(text);
                byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
                Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, subscription);
                byte[] secret = cipher.doFinal(all, NONCE_BYTES, Math.max(0, all.length - NONCE_BYTES));
                return new String(secret, StandardCharsets.UTF_8);
            } catch (AEADBadTagException | IllegalArgumentException e) {
                return null;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String subscription)
                throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(subscription.getBytes(StandardCharsets.UTF_8));
            return cipher;
        }

        private static String name(SecretKey key) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
                return HexFormat.of().formatHex(digest, 0, 4);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
