package vn.huetwin.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

    /** @param data data directory that no server used before, so that it tells its key */
    static ServerProcess start(Path data, List<String> javaOptions, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
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
                Thread rest = new Thread(() -> out.lines().forEach(log::debug), "server-says");
                rest.setDaemon(true);
                rest.start();
                return;
            }
        }
        throw new IOException("The server did not start: " + String.join("\n", said));
    }

    long processId() {
        return process.pid();
    }

    URI at(String path) {
        return address.resolve(path);
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
