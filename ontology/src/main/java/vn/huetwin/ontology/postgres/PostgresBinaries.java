package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs on this machine, run as the user that may run them. */
final class PostgresBinaries {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private final Path bin;
    private final @Nullable String user;

    private PostgresBinaries(Path bin, @Nullable String user) {
        this.bin = bin;
        this.user = user;
    }

    /** @throws ClusterException if there is no PostgreSQL 13 or later with PostGIS */
    static PostgresBinaries find() {
        List<Path> candidates = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.comparing(PostgresBinaries::version).reversed())
                        .forEach(v -> candidates.add(v.resolve("bin")));
            } catch (IOException e) {
                throw new ClusterException("Cannot look into " + DEBIAN, e);
            }
        }
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(":")) {
            candidates.add(Path.of(folder));
        }
        for (Path candidate : candidates) {
            if (Files.isExecutable(candidate.resolve("initdb")) && Files.isExecutable(candidate.resolve("pg_ctl"))) {
                return new PostgresBinaries(candidate, isRoot() ? unprivilegedUser() : null);
            }
        }
        throw new ClusterException("PostgreSQL is not installed. Install it with PostGIS:"
                + " apt-get install postgresql-15-postgis-3, or start with --database-url");
    }

    private static int version(Path folder) {
        try {
            return Integer.parseInt(folder.getFileName().toString().replaceAll("\\..*", ""));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static String unprivilegedUser() {
        try {
            String passwd = Files.readString(Path.of("/etc/passwd"));
            return passwd.contains("\npostgres:") ? "postgres" : "nobody";
        } catch (IOException e) {
            return "nobody";
        }
    }

    /** The user that the cluster's files belong to, or null for our own. */
    @Nullable
    String user() {
        return user;
    }

    /** @return what the program printed; @throws ClusterException if it failed or took longer */
    String run(int seconds, Path folder, String program, String... arguments) {
        List<String> command = new ArrayList<>(asUser());
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return execute(seconds, folder, command);
    }

    /** Runs a command as ourselves. */
    static String execute(int seconds, Path folder, List<String> command) {
        try {
            Path output = Files.createTempFile("twin-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new ClusterException(command + " took longer than " + seconds + " s");
                }
                String text = Files.readString(output, StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw new ClusterException(command + " failed: " + text.strip());
                }
                return text;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new ClusterException(command + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(command + " was interrupted", e);
        }
    }

    /** Whether the user of the cluster can reach a folder. */
    boolean reaches(Path folder) {
        if (user == null) {
            return true;
        }
        List<String> command = new ArrayList<>(asUser());
        command.addAll(List.of("test", "-x", folder.toString()));
        try {
            execute(10, Path.of("/"), command);
            return true;
        } catch (ClusterException e) {
            return false;
        }
    }

    private List<String> asUser() {
        return user == null ? List.of() : List.of("setpriv", "--reuid", user, "--regid", group(), "--clear-groups");
    }

    String group() {
        return "nobody".equals(user) ? "nogroup" : String.valueOf(user);
    }
}
