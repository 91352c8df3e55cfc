package vn.huetwin.server.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Measures what a piece of work takes: time, and processor time of this process and of PostgreSQL. */
final class Meter {
    /** USER_HZ of Linux, which /proc counts in: 100 on every platform that Java runs on. */
    static final double TICKS = 100;

    /**
     * What work took, in seconds.
     *
     * @param ownSeconds      processor time of this process
     * @param serverSeconds   processor time of the server, if it is another process
     * @param databaseSeconds processor time of all processes of PostgreSQL; NaN where /proc does not tell
     */
    record Effort(double seconds, double ownSeconds, double serverSeconds, double databaseSeconds) {}

    /** A result and what it took. */
    record Measured<T>(T result, Effort effort) {}

    private final @Nullable Long postmaster;
    private final @Nullable Long server;

    /** @param postmaster process id of PostgreSQL's first process, or null if it is not ours to see */
    Meter(@Nullable Long postmaster) {
        this(postmaster, null);
    }

    /** @param server process id of a server beside this process */
    Meter(@Nullable Long postmaster, @Nullable Long server) {
        this.postmaster = postmaster;
        this.server = server;
    }

    /** The process that started another one, such as the postmaster of a backend; null where /proc does not tell. */
    static @Nullable Long parent(long process) {
        long parent = times(Path.of("/proc", Long.toString(process)))[0];
        return parent == 0 ? null : parent;
    }

    <T> Measured<T> measure(Callable<T> work) throws Exception {
        double database = database();
        double other = server();
        double own = own();
        long start = System.nanoTime();
        T result = work.call();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Measured<>(result, new Effort(seconds, own() - own, server() - other, database() - database));
    }

    private static double own() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private double server() {
        return server == null ? 0 : times(Path.of("/proc", server.toString()))[1] / TICKS;
    }

    /** Of the postmaster, of its children that have ended (it waits for all) and of those that live. */
    private double database() {
        if (postmaster == null) {
            return Double.NaN;
        }
        double ticks = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long[] times = times(process);
                if (process.getFileName().toString().equals(postmaster.toString())) {
                    ticks += times[1] + times[2];
                } else if (times[0] == postmaster) {
                    ticks += times[1];
                }
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return ticks / TICKS;
    }

    /** Ticks of a thread of a Java machine if it compiles, else 0. */
    static double compilerTicks(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).contains("CompilerThre") ? times(thread)[1] : 0;
        } catch (IOException e) { // it has ended meanwhile
            return 0;
        }
    }

    /** Parent, own ticks, ticks of children that were waited for: proc(5), /proc/pid/stat, fields 4 and 14 to 17. */
    private static long[] times(Path process) {
        try {
            String line = Files.readString(process.resolve("stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return new long[] {
                Long.parseLong(fields[1]),
                Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                Long.parseLong(fields[13]) + Long.parseLong(fields[14])
            };
        } catch (IOException e) { // it has ended meanwhile
            return new long[3];
        }
    }
}
