package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL installed on this machine.
 *
 * @param bin folder of its programs
 * @param major its version, e.g. 15
 * @param postgis whether PostGIS is installed into it
 */
record PostgresBinaries(Path bin, int major, boolean postgis) {
    private static final int OLDEST = 13;
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /**
     * The newest installation with PostGIS, or the one that an existing cluster needs.
     *
     * @param needed version of an existing cluster
     * @throws ClusterException that names the package to install
     */
    static PostgresBinaries find(@Nullable Integer needed) {
        return choose(
                folders().stream()
                        .map(PostgresBinaries::look)
                        .flatMap(Optional::stream)
                        .toList(),
                needed);
    }

    static PostgresBinaries choose(List<PostgresBinaries> installed, @Nullable Integer needed) {
        Optional<PostgresBinaries> chosen = installed.stream()
                .filter(p -> p.postgis && p.major >= OLDEST && (needed == null || needed == p.major))
                .max(Comparator.comparingInt(PostgresBinaries::major));
        if (chosen.isPresent()) {
            return chosen.get();
        }
        String instead = " (or use a database of your own: --database-url)";
        String found = installed.isEmpty()
                ? "none is installed"
                : installed.stream()
                        .map(p -> p.major + (p.postgis ? " with PostGIS" : " without PostGIS"))
                        .collect(Collectors.joining(", ", "installed: ", ""));
        if (needed != null) {
            throw new ClusterException("The database of this data directory was made by PostgreSQL " + needed + "; "
                    + found + ". Install it: apt-get install " + pack(needed) + instead);
        }
        int wanted = installed.stream()
                .mapToInt(PostgresBinaries::major)
                .filter(v -> v >= OLDEST)
                .max()
                .orElse(15);
        throw new ClusterException("PostgreSQL " + OLDEST + " or later with PostGIS is needed; " + found
                + ". Install it: apt-get install " + pack(wanted) + instead);
    }

    private static String pack(int major) {
        return "postgresql-" + major + "-postgis-3";
    }

    private static Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        list(Path.of("/usr/lib/postgresql"), "*", folders);
        list(Path.of("/usr"), "pgsql-*", folders);
        list(Path.of("/opt/homebrew/opt"), "postgresql*", folders);
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(":")) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        return folders;
    }

    private static void list(Path parent, String pattern, Set<Path> folders) {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, pattern)) {
            children.forEach(c -> folders.add(c.resolve("bin")));
        } catch (IOException e) {
            throw new ClusterException("Cannot look into " + parent, e);
        }
    }

    private static Optional<PostgresBinaries> look(Path bin) {
        for (String program : List.of("initdb", "pg_ctl", "postgres")) {
            if (!Files.isExecutable(bin.resolve(program))) {
                return Optional.empty();
            }
        }
        String printed = ClusterUser.execute(10, List.of(bin.resolve("postgres").toString(), "--version"));
        Matcher version = VERSION.matcher(printed);
        if (!version.find()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(version.group(1));
        return Optional.of(
                new PostgresBinaries(bin, major, Files.exists(share(bin, major).resolve("extension/postgis.control"))));
    }

    /** Debian's pg_config beside the server is that of the server's version; elsewhere there is only one. */
    private static Path share(Path bin, int major) {
        Path config = bin.resolve("pg_config");
        Path debian = Path.of("/usr/share/postgresql/" + major);
        if (Files.isDirectory(debian) || !Files.isExecutable(config)) {
            return debian;
        }
        return Path.of(ClusterUser.execute(10, List.of(config.toString(), "--sharedir"))
                .strip());
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }
}
