package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the files of a data directory's cluster are: in {@code postgres} inside it, or, if PostgreSQL's user cannot
 * reach that, in a folder of the system that {@code postgres.path} points to.
 */
final class ClusterFolder {
    private static final Logger log = LoggerFactory.getLogger(ClusterFolder.class);
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");

    private final Path data;
    private final Path system;

    /** @param system folder for clusters that cannot be in their data directory */
    ClusterFolder(Path data, Path system) throws IOException {
        this.data = data.toRealPath();
        this.system = system;
    }

    private Path pointer() {
        return data.resolve("postgres.path");
    }

    private Path passwordFile() {
        return data.resolve("postgres.password");
    }

    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    /** The cluster that was made before, or null. */
    @Nullable
    Path find() throws IOException {
        Path cluster = data.resolve("postgres");
        if (Files.exists(pointer())) {
            cluster = Path.of(Files.readString(pointer()).strip());
            if (!Files.exists(cluster.resolve("PG_VERSION"))) {
                throw new ClusterException("The database of " + data + " should be in " + cluster
                        + " and is not there. Bring it back, or delete " + pointer() + " to begin with an empty city");
            }
            checkOwner(cluster);
        }
        return Files.exists(cluster.resolve("PG_VERSION")) ? cluster : null;
    }

    /** A copied data directory must not share the database of the original; a moved one keeps its own. */
    private void checkOwner(Path cluster) throws IOException {
        Path file = cluster.resolveSibling("data-directory");
        if (!Files.exists(file)) {
            return;
        }
        Path owner = Path.of(Files.readString(file).strip());
        if (owner.equals(data)) {
            return;
        }
        if (Files.exists(owner.resolve("postgres.path"))) {
            throw new ClusterException(data + " is a copy of " + owner + ", whose database is in " + cluster
                    + ". Delete " + pointer() + " to begin with an empty city");
        }
        Files.writeString(file, data.toString());
    }

    /** Makes a cluster; when this is cut short, the next start begins anew. */
    Path make(PostgresBinaries binaries, ClusterUser user, String superuser, boolean durable) throws IOException {
        writePassword();
        Path cluster = data.resolve("postgres");
        Path draft = draft(cluster, user);
        if (!user.canUse(draft)) {
            delete(draft);
            cluster = elsewhere();
            draft = draft(cluster, user);
            log.info(
                    "PostgreSQL runs as user {}, who cannot use {}; the database is in {}", user.name(), data, cluster);
        }
        log.info("Making a database in {}", cluster);
        initialise(draft, binaries, user, superuser, durable);
        Files.move(draft, cluster);
        if (!cluster.startsWith(data)) {
            Files.writeString(pointer(), cluster.toString());
        }
        return cluster;
    }

    private static Path draft(Path cluster, ClusterUser user) throws IOException {
        Path draft = cluster.resolveSibling("postgres.new");
        delete(draft);
        if (Files.exists(cluster)) {
            Path aside = cluster.resolveSibling("postgres.old");
            delete(aside);
            Files.move(cluster, aside);
            log.warn("{} was in the way of a new database; it is now {}", cluster, aside);
        }
        Files.createDirectory(draft);
        user.own(draft);
        Files.setPosixFilePermissions(draft, OURS);
        return draft;
    }

    private Path elsewhere() throws IOException {
        Path folder = system.resolve(hash(data.toString()));
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(system, PASSABLE);
        Files.setPosixFilePermissions(folder, PASSABLE);
        Files.writeString(folder.resolve("data-directory"), data.toString());
        return folder.resolve("postgres");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writePassword() throws IOException {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        Files.deleteIfExists(passwordFile());
        Files.createFile(
                passwordFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                passwordFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private void initialise(Path folder, PostgresBinaries binaries, ClusterUser user, String superuser, boolean durable)
            throws IOException {
        Path handed = Files.createTempFile("twin-", ".pw");
        try {
            Files.writeString(handed, password());
            user.own(handed);
            List<String> command = new ArrayList<>(List.of(
                    binaries.program("initdb"),
                    "-D",
                    folder.toString(),
                    "-U",
                    superuser,
                    "--pwfile=" + handed,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8"));
            command.add(durable ? "--data-checksums" : "--no-sync");
            user.run(180, command);
        } finally {
            Files.deleteIfExists(handed);
        }
    }

    private static void delete(Path folder) {
        ClusterUser.execute(120, List.of("rm", "-rf", folder.toString()));
    }
}
