package vn.huetwin.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import vn.huetwin.server.City;
import vn.huetwin.server.cli.Main;
import vn.huetwin.server.config.ServerConfig;

/** Commands of the product as processes of their own over one temporary data directory, to be killed at will. */
public final class TwinProcesses implements AutoCloseable {
    /**
     * A server that answers.
     *
     * @param events address of its event intake
     */
    public record Server(Process process, URI events, String adminKey) {}

    private final Path data;
    private final List<Process> started = new ArrayList<>();
    private String adminKey = "";

    public TwinProcesses() throws IOException {
        data = Files.createTempDirectory("twin-crash-");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public Path data() {
        return data;
    }

    /** Runs a command on the data directory; what it says is to be read from the process. */
    public Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml", // what users have
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /** Starts a server and waits until it answers. */
    public Server serve(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of(options));
        Process process = start(arguments.toArray(String[]::new));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.startsWith("admin key: ")) {
                adminKey = line.substring(11).strip();
            } else if (line.contains("/events/stream")) {
                drain(out);
                String address = line.substring(line.indexOf("http"));
                return new Server(process, URI.create(address.replace("/stream", "")), adminKey);
            }
        }
        throw new IOException("The server did not start: " + String.join("\n", said));
    }

    private static void drain(BufferedReader out) {
        Thread thread = new Thread(() -> {
            try {
                out.lines().forEach(line -> {});
            } catch (UncheckedIOException e) {
                // the process was killed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public void killPostgres() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.find(data, 4, (p, a) -> p.endsWith("postmaster.pid"))) {
            Path file = files.findFirst().orElseThrow();
            String pid = Files.readAllLines(file).get(0).strip();
            new ProcessBuilder("kill", "-9", pid).start().waitFor();
        }
    }

    /** The city, beside a server or an import that runs, or alone. */
    public City open() throws IOException, SQLException {
        return open(data);
    }

    private static City open(Path data) throws IOException, SQLException {
        return City.openBesideServer(ServerConfig.of(data).build());
    }

    /** Rows of a query, columns joined by blanks. */
    public List<String> rows(String sql) throws SQLException, IOException {
        return rows(data, sql);
    }

    public static List<String> rows(Path data, String sql) throws SQLException, IOException {
        try (City city = open(data);
                Connection connection = city.dataSource().getConnection()) {
            return rows(connection, sql);
        }
    }

    public static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                all.add(String.join(" ", columns));
            }
        }
        return all;
    }

    /** Ends what still runs and deletes the data directory, once its PostgreSQL has gone. */
    @Override
    public void close() throws IOException {
        try {
            for (Process process : started) {
                process.destroy();
                process.waitFor(20, TimeUnit.SECONDS);
                process.destroyForcibly();
            }
            if (!started.isEmpty()) {
                Thread.sleep(3_000);
            }
            new ProcessBuilder("rm", "-rf", data.toString()).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
