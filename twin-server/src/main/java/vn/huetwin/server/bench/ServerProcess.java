package vn.huetwin.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server in a process of its own, as it runs in a city; closing stops it. */
final class ServerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
    /** By name, since the command line knows the measurements. */
    private static final String MAIN = "vn.huetwin.server.cli.Main";

    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final Thread atExit;
    private String key = "";
    private URI address = URI.create("http://localhost");

    private ServerProcess(Process process) {
        this.process = process;
        atExit = new Thread(process::destroy, "server-end");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A port that nobody listens on now. */
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** @param data data directory; if no server used it before, this one tells its key */
    static ServerProcess start(Path data, List<String> javaOptions, int port) throws IOException {
        return start(data, javaOptions, port, List.of());
    }

    /** @param options more of {@code serve} */
    static ServerProcess start(Path data, List<String> javaOptions, int port, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ServerProcess server = new ServerProcess(process);
        server.await();
        return server;
    }

    private void await() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.startsWith("admin key: ")) {
                key = line.substring("admin key: ".length()).strip();
            } else if (line.contains("/events/stream")) {
                address = URI.create(line.substring(line.indexOf("http")).replace("/events/stream", ""));
                Thread rest = new Thread(() -> hear(out), "server-says");
                rest.setDaemon(true);
                rest.start();
                return;
            }
        }
        throw new IOException("The server did not start: " + String.join("\n", said));
    }

    private static void hear(BufferedReader out) {
        try {
            out.lines().forEach(log::debug);
        } catch (UncheckedIOException e) {
            log.debug("The server says no more", e);
        }
    }

    long processId() {
        return process.pid();
    }

    URI at(String path) {
        return address.resolve(path);
    }

    /** Processor time of the threads that compile Java code, in seconds; 0 where /proc does not tell. */
    double compilerSeconds() throws IOException {
        double ticks = 0;
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        if (Files.exists(threads)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
                for (Path thread : all) {
                    ticks += Meter.compilerTicks(thread);
                }
            }
        }
        return ticks / Meter.TICKS;
    }

    /** What it holds of the machine's memory, in MB; 0 where /proc does not tell. */
    long residentMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
            }
        }
        return 0;
    }

    /** What its heap holds after a full collection, in MB; 0 where there is no jcmd. */
    long liveMegabytes() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.exists(jcmd)) {
            return 0;
        }
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String total = "0 0 0";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("Total")) {
                    total = line;
                }
            }
        }
        return Long.parseLong(total.split(" +")[2]) >> 20;
    }

    /** The admin key. */
    String key() {
        return key;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            process.destroyForcibly();
        }
    }
}
