package vn.huetwin.server.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client of FastCGI 1.0: one request after the other over one connection, as a web server keeps it. */
final class FastCgi implements AutoCloseable {
    private static final int BEGIN = 1;
    private static final int END = 3;
    private static final int PARAMETERS = 4;
    private static final int INPUT = 5;
    private static final int OUTPUT = 6;
    private static final int RESPONDER = 1;
    private static final int KEEP = 1;
    private static final byte[] HEADERS_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    FastCgi(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream(), 1 << 13));
    }

    /**
     * The body of the answer.
     *
     * @param environment variables of the request beside those of CGI: it sees no others
     */
    byte[] get(String query, Map<String, String> environment) throws IOException {
        record(BEGIN, new byte[] {0, RESPONDER, KEEP, 0, 0, 0, 0, 0});
        ByteArrayOutputStream parameters = new ByteArrayOutputStream();
        Map<String, String> all = Map.of(
                "REQUEST_METHOD",
                "GET",
                "QUERY_STRING",
                query,
                "SERVER_NAME",
                "localhost",
                "SERVER_PORT",
                "80",
                "SCRIPT_NAME",
                "/mapserv",
                "SERVER_PROTOCOL",
                "HTTP/1.1");
        all.forEach((name, value) -> pair(parameters, name, value));
        environment.forEach((name, value) -> pair(parameters, name, value));
        record(PARAMETERS, parameters.toByteArray());
        record(PARAMETERS, new byte[0]);
        record(INPUT, new byte[0]);
        out.flush();
        ByteArrayOutputStream answer = new ByteArrayOutputStream(1 << 16);
        while (true) {
            in.readByte();
            int type = in.readByte();
            in.readShort();
            byte[] content = new byte[in.readUnsignedShort()];
            int padding = in.readUnsignedByte();
            in.readByte();
            in.readFully(content);
            in.skipNBytes(padding);
            if (type == OUTPUT) {
                answer.writeBytes(content);
            } else if (type == END) {
                return body(answer.toByteArray());
            }
        }
    }

    private static byte[] body(byte[] answer) throws IOException {
        for (int i = 0; i + 4 <= answer.length; i++) {
            if (java.util.Arrays.equals(answer, i, i + 4, HEADERS_END, 0, 4)) {
                return java.util.Arrays.copyOfRange(answer, i + 4, answer.length);
            }
        }
        throw new IOException("An answer without headers");
    }

    private static void pair(ByteArrayOutputStream to, String name, String value) {
        byte[] n = name.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        length(to, n.length);
        length(to, v.length);
        to.writeBytes(n);
        to.writeBytes(v);
    }

    private static void length(ByteArrayOutputStream to, int length) {
        if (length < 128) {
            to.write(length);
        } else {
            to.write((length >>> 24) | 0x80);
            to.write(length >>> 16);
            to.write(length >>> 8);
            to.write(length);
        }
    }

    private void record(int type, byte[] content) throws IOException {
        out.writeByte(1);
        out.writeByte(type);
        out.writeShort(1);
        out.writeShort(content.length);
        out.writeByte(0);
        out.writeByte(0);
        out.write(content);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
