package vn.huetwin.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Another SPARQL server to measure beside ours: a Java program in a folder with its libraries and its form of the
 * questions, in a process of its own. It is no part of this program, so that none of its libraries are.
 */
final class Peer implements AutoCloseable {
    /**
     * What one question took.
     *
     * @param failure what it said instead, or empty
     */
    record Answers(long rows, int asked, double median, double cpuMillis, String failure) {
        static Answers failed(String failure) {
            return new Answers(0, 0, Double.NaN, Double.NaN, failure);
        }
    }

    private static final String READY = "ready ";
    /** Its own cut-off may come late, such as in the middle of one comparison. */
    private static final int PATIENCE = 4;

    private final Path folder;
    private final Process process;
    private final BufferedReader said;
    private final PrintWriter asked;
    private final String loaded;

    private Peer(Path folder, Process process) throws IOException {
        this.folder = folder;
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.asked = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        String line = said.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("The program in " + folder + " did not start");
        }
        this.loaded = line.substring(READY.length());
    }

    /**
     * Starts it; this takes as long as it takes to load.
     *
     * @param folder with {@code Peer.java}, {@code lib} and the questions that it has a form of
     * @param data   triples in Turtle
     */
    static Peer start(Path folder, List<Path> data, int heapMegabytes) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-cp", folder.resolve("lib") + "/*"));
        command.add(folder.resolve("Peer.java").toString());
        command.add(folder.toString());
        data.forEach(file -> command.add(file.toString()));
        return new Peer(
                folder,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    /** Triples, seconds to load them, seconds to build the index. */
    String loaded() {
        return loaded;
    }

    /**
     * Asks a question.
     *
     * @param warming how often it is asked before, at most
     * @param warmUp  how long that may take
     * @return null if it has no form of the question
     */
    @Nullable
    Answers ask(String id, int times, int warming, Duration warmUp, int cutOffSeconds) throws InterruptedException {
        if (!Files.exists(folder.resolve(id + ".rq"))) {
            return null;
        }
        if (!process.isAlive()) {
            return Answers.failed("has ended");
        }
        asked.println(id + " " + times + " " + warming + " " + warmUp.toSeconds() + " " + cutOffSeconds);
        try {
            String line =
                    CompletableFuture.supplyAsync(this::line).get((long) cutOffSeconds * PATIENCE, TimeUnit.SECONDS);
            String[] words = line.split(" ");
            return words[0].equals("answer")
                    ? new Answers(
                            Long.parseLong(words[1]),
                            Integer.parseInt(words[2]),
                            Double.parseDouble(words[3]),
                            Double.parseDouble(words[4]),
                            "")
                    : Answers.failed(line);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            return Answers.failed("cut-off, and did not stop");
        } catch (ExecutionException e) {
            return Answers.failed(String.valueOf(e.getCause()));
        }
    }

    private String line() {
        try {
            String line = said.readLine();
            return line == null ? "has ended" : line;
        } catch (IOException e) {
            return "has ended: " + e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        asked.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        said.close();
    }
}
