package vn.huetwin.server.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program run to its end, and what it took.
 *
 * @param code          exit code
 * @param cpuSeconds    processor time of it and of what it waited for
 * @param peakMegabytes most memory that it held (VmHWM, proc(5)); 0 where /proc does not tell
 * @param said          the end of what it wrote
 */
record Child(int code, double cpuSeconds, long peakMegabytes, String said) {
    private static final double TICKS = 100;
    private static final int MOST_SAID = 4_000;

    /** A Java program with the class path of this one. */
    static Child java(Path folder, List<String> options, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return run(folder, command);
    }

    /** One at a time: processor time is told apart by what this process has waited for. */
    static Child run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "child-", ".log");
        double before = waitedFor();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long peak = 0;
        try {
            while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peak(process.pid()));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        String said = Files.readString(log, StandardCharsets.UTF_8).strip();
        Files.delete(log);
        return new Child(
                process.exitValue(),
                waitedFor() - before,
                peak >> 10,
                said.substring(Math.max(0, said.length() - MOST_SAID)));
    }

    /** Kilobytes. */
    private static long peak(long process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) { // it has just ended
            return 0;
        }
        return 0;
    }

    /** Of all children of this process that have ended: /proc/self/stat, fields 16 and 17. */
    private static double waitedFor() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.exists(stat)) {
            return Double.NaN;
        }
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
    }
}
