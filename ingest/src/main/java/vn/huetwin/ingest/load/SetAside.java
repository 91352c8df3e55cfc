package vn.huetwin.ingest.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.quarantine.Quarantine;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * Rows set aside while the others go to the database: kept in a temporary file, because the connection is busy and
 * there may be millions.
 */
final class SetAside implements AutoCloseable {
    /** More than this nobody mends by hand; the rest is counted only. */
    private static final int MOST_KEPT = 100_000;

    private static final int MOST_ORIGINAL = 1 << 14;

    private final String layer;
    private @Nullable Path file;
    private @Nullable DataOutputStream out;
    private int kept;

    SetAside(String layer) {
        this.layer = layer;
    }

    void add(long row, List<Problem> problems, String original) throws IOException {
        if (kept >= MOST_KEPT) {
            return;
        }
        DataOutputStream to = out;
        if (to == null) {
            file = Files.createTempFile("twin-set-aside", ".bin");
            to = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
            out = to;
        }
        kept++;
        to.writeLong(row);
        to.writeInt(problems.size());
        for (Problem problem : problems) {
            text(to, problem.code());
            text(to, problem.field());
            text(to, problem.message().vi());
            text(to, problem.message().en());
        }
        text(to, original.length() > MOST_ORIGINAL ? original.substring(0, MOST_ORIGINAL) + "…" : original);
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** All that was added; the iterator is to be used up before this is closed. */
    Iterator<Quarantine.Entry> entries() throws IOException {
        if (out == null || file == null) {
            return List.<Quarantine.Entry>of().iterator();
        }
        out.flush();
        DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        return new Iterator<>() {
            private int read;

            @Override
            public boolean hasNext() {
                return read < kept;
            }

            @Override
            public Quarantine.Entry next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                read++;
                try {
                    Quarantine.Entry entry = read(in);
                    if (read == kept) {
                        in.close();
                    }
                    return entry;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private Quarantine.Entry read(DataInputStream in) throws IOException {
        long row = in.readLong();
        int count = in.readInt();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String code = text(in);
            String field = text(in);
            problems.add(new Problem(code, field, new Text(text(in), text(in))));
        }
        return new Quarantine.Entry(row, layer, problems, text(in));
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
