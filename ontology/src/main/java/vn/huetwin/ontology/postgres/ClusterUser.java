package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The user of the operating system that PostgreSQL runs as. PostgreSQL refuses root, so root lends it {@code postgres},
 * or {@code nobody} where there is no such user; anybody else runs it as themselves.
 *
 * @param name null for the user that we are
 */
record ClusterUser(@Nullable String name, @Nullable String group) {

    static ClusterUser current() {
        try {
            if (!isRoot()) {
                return new ClusterUser(null, null);
            }
            List<String> users = Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1);
            String name = users.stream().anyMatch(u -> u.startsWith("postgres:")) ? "postgres" : "nobody";
            String group = execute(10, List.of("id", "-gn", name)).strip();
            return new ClusterUser(name, group);
        } catch (IOException e) {
            throw new ClusterException("Cannot find out which user this is: " + e.getMessage(), e);
        }
    }

    static boolean isRoot() {
        return "0".equals(execute(10, List.of("id", "-u")).strip());
    }

    /** @return what the program printed; @throws ClusterException if it failed or took longer */
    String run(int seconds, List<String> command) {
        return execute(seconds, as(command));
    }

    /** The command that runs another as this user. */
    List<String> as(List<String> command) {
        if (name == null || group == null) {
            return command;
        }
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid", name, "--regid", group, "--clear-groups"));
        all.addAll(command);
        return all;
    }

    /** Gives a file or an empty folder to this user. */
    void own(Path path) {
        if (name != null) {
            execute(30, List.of("chown", name + ":" + group, path.toString()));
        }
    }

    /** Whether this user can enter a folder and write into it. */
    boolean canUse(Path folder) {
        try {
            run(10, List.of("test", "-x", folder.toString(), "-a", "-w", folder.toString()));
            return true;
        } catch (ClusterException e) {
            return false;
        }
    }

    /** Runs a command as ourselves, without settings for PostgreSQL that our own environment may hold. */
    static String execute(int seconds, List<String> command) {
        try {
            Path output = Files.createTempFile("twin-", ".out");
            try {
                Process process = builder(command)
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

    /** Starts in the root folder: the user of the cluster may not be allowed into ours. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
        return builder;
    }
}
