package vn.huetwin.ontology.postgres;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the PostgreSQL of one cluster, and clears what a crash left of it. */
final class Postmaster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    /** Recovery after a crash reads up to max_wal_size; pg_ctl returns at once if PostgreSQL gives up. */
    private static final int START_SECONDS = 600;

    private static final int STOP_SECONDS = 60;
    private static final long LOG_BYTES = 16L << 20;

    private final PostgresBinaries binaries;
    private final ClusterUser user;
    private final Path cluster;
    private @Nullable Process watchdog;

    Postmaster(PostgresBinaries binaries, ClusterUser user, Path cluster) {
        this.binaries = binaries;
        this.user = user;
        this.cluster = cluster;
    }

    /** @param port wished port; @return the port it listens on, another one if that is taken */
    int start(@Nullable Integer port, boolean durable) {
        int tried = port != null && isFree(port) ? port : freePort();
        for (int attempt = 1; ; attempt++) {
            try {
                rotateLog();
                user.run(START_SECONDS + 10, command(tried, durable));
                watch();
                return tried;
            } catch (ClusterException e) {
                String said = tail();
                if (attempt == 3 || !said.contains("could not bind")) {
                    throw new ClusterException("PostgreSQL did not start. Its log " + logFile() + " ends:\n" + said, e);
                }
                tried = freePort();
            }
        }
    }

    /**
     * Starts a PostgreSQL again that ended by itself, on the port that its clients know.
     *
     * @throws ClusterException if it does not come up
     */
    void startAgain(int port, boolean durable) {
        clearLeftOvers();
        try {
            user.run(START_SECONDS + 10, command(port, durable));
        } catch (ClusterException e) {
            throw new ClusterException("PostgreSQL did not start again. Its log " + logFile() + " ends:\n" + tail(), e);
        }
    }

    private List<String> command(int port, boolean durable) {
        String options = String.join(" ", options(port, durable));
        return List.of(
                binaries.program("pg_ctl"),
                "start",
                "-w",
                "-s",
                "-t",
                Integer.toString(START_SECONDS),
                "-D",
                cluster.toString(),
                "-l",
                logFile().toString(),
                "-o",
                options);
    }

    private static List<String> options(int port, boolean durable) {
        long megabytes = memory() >> 20;
        List<String> options = new ArrayList<>();
        options.add("-p " + port);
        options.add("-c listen_addresses=127.0.0.1");
        options.add("-c unix_socket_directories=''");
        options.add("-c max_connections=60");
        options.add("-c jit=off");
        options.add("-c random_page_cost=1.1");
        options.add("-c max_wal_size=4GB");
        options.add("-c effective_cache_size=" + megabytes / 2 + "MB");
        options.add("-c maintenance_work_mem=" + between(megabytes / 32, 32, 512) + "MB");
        options.add("-c work_mem=" + between(megabytes / 256, 4, 32) + "MB");
        options.add("-c idle_in_transaction_session_timeout=15min");
        if (smallSharedMemory()) {
            options.add("-c dynamic_shared_memory_type=mmap");
        }
        if (durable) {
            options.add("-c shared_buffers=" + between(megabytes / 8, 64, 2048) + "MB");
        } else {
            options.add("-c shared_buffers=" + between(megabytes / 32, 32, 128) + "MB");
            options.add("-c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        }
        return options;
    }

    private static long between(long value, long least, long most) {
        return Math.max(least, Math.min(most, value));
    }

    /** Of the machine or of our container, whichever is less; in bytes. */
    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** Containers have 64 MB by default, too little for parallel joins. */
    private static boolean smallSharedMemory() {
        try {
            return Files.getFileStore(Path.of("/dev/shm")).getTotalSpace() < 256L << 20;
        } catch (IOException e) {
            return true;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ClusterException("No port is free on the loopback address", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Stops PostgreSQL when this process is gone, even by kill -9: the watchdog waits for the end of a pipe that only
     * we hold. Ctrl-C in a terminal goes to all of its processes; the watchdog must not hear it.
     */
    private void watch() {
        String script = "trap '' INT TERM HUP; read -r end; exec \"$1\" stop -s -D \"$2\" -m fast";
        try {
            watchdog = ClusterUser.builder(user.as(List.of(
                            "sh", "-c", script, "twin-watchdog", binaries.program("pg_ctl"), cluster.toString())))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            log.warn("Nothing will stop PostgreSQL if this process is killed: {}", e.getMessage());
        }
    }

    /** Ends what an earlier server left behind. The caller holds the data directory, so nobody else uses it. */
    void clearLeftOvers() {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        Long pid = pid(file);
        ProcessHandle process = pid == null ? null : ProcessHandle.of(pid).orElse(null);
        if (pid != null && process != null && isOurs(pid)) {
            log.info("PostgreSQL still runs from an earlier server; it is stopped first");
            stop();
        } else if (process != null) {
            log.info("The process id in {} now belongs to another program", file);
            delete(file);
        }
        killOrphans();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ClusterException("Cannot delete " + file, e);
        }
    }

    private static @Nullable Long pid(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().map(l -> Long.valueOf(l.strip())).orElse(null);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    /** Process ids are used again, after a restart of a container at once: the command line says whose it is. */
    private boolean isOurs(long pid) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
            List<String> words = List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
            int at = words.indexOf("-D");
            return words.get(0).contains("postgres")
                    && at > 0
                    && words.get(at + 1).equals(cluster.toString());
        } catch (IOException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Backends whose postmaster was killed may go on for a while, and keep a new postmaster from starting. */
    private void killOrphans() {
        String script = "for p in /proc/[0-9]*; do"
                + " if [ \"$(readlink $p/cwd 2>/dev/null)\" = \"$1\" ] && grep -q '^postgres:' $p/cmdline 2>/dev/null;"
                + " then kill -9 ${p#/proc/} 2>/dev/null; fi; done; true";
        if (!Files.exists(cluster.resolve("postmaster.pid")) || isRunning()) {
            return;
        }
        user.run(30, List.of("sh", "-c", script, "twin-orphans", cluster.toString()));
    }

    @Nullable
    Long processId() {
        return pid(cluster.resolve("postmaster.pid"));
    }

    boolean isRunning() {
        Long pid = pid(cluster.resolve("postmaster.pid"));
        return pid != null && isOurs(pid);
    }

    /** Fast first (transactions are rolled back, a checkpoint is written), then at once (recovery at the next start). */
    private void stop() {
        for (String mode : List.of("fast", "immediate")) {
            try {
                user.run(
                        STOP_SECONDS + 10,
                        List.of(
                                binaries.program("pg_ctl"),
                                "stop",
                                "-s",
                                "-D",
                                cluster.toString(),
                                "-m",
                                mode,
                                "-t",
                                Integer.toString(STOP_SECONDS)));
                return;
            } catch (ClusterException e) {
                if (!isRunning()) {
                    return;
                }
                log.warn("PostgreSQL did not stop ({}): {}", mode, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (isRunning()) {
            stop();
        } else {
            log.warn("PostgreSQL was not running any more; see {}", logFile());
        }
        if (watchdog != null) {
            watchdog.destroyForcibly();
        }
    }

    private Path logFile() {
        return cluster.resolve("server.log");
    }

    private void rotateLog() {
        try {
            if (Files.exists(logFile()) && Files.size(logFile()) > LOG_BYTES) {
                Files.move(logFile(), cluster.resolve("server.old.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            log.warn("The log of PostgreSQL cannot be put aside: {}", e.getMessage());
        }
    }

    private String tail() {
        try (var lines = Files.lines(logFile(), StandardCharsets.UTF_8)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
        } catch (IOException e) {
            return "(there is no log)";
        }
    }
}
