package vn.huetwin.ingest.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.GeoJsonText;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ingest.mapping.RowMapper;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Reads, maps, reprojects and checks the rows of a table on a thread of its own, while the caller sends those that
 * are fit to the database. What waits between the two is bounded in bytes: rows of a few vertices by the thousand,
 * coastlines one by one.
 */
final class RowPipeline implements Iterator<Verdict.Checked>, AutoCloseable {
    private static final int BATCH = 256;
    private static final int BATCH_KILOBYTES = 1 << 10;
    private static final int WAITING_KILOBYTES = 16 << 10;

    /** The reading thread failed; the import must be rolled back. */
    static final class ReadFailedException extends RuntimeException {
        ReadFailedException(Throwable cause) {
            super(cause);
        }
    }

    /** @param kilobytes that its rows hold, about */
    private record Batch(
            List<Verdict.Checked> rows,
            int kilobytes,
            @Nullable Throwable failure,
            boolean last) {
        static final Batch NONE = new Batch(List.of(), 0, null, false);
    }

    private final FeatureReader reader;
    private final RowMapper mapper;
    private final @Nullable Crs system;
    private final Layer layer;
    private final FeatureValidator validator;
    private final FutureCheck futureCheck;
    private final @Nullable ReportPlace place;
    private final SetAside setAside;
    private final Tally tally;
    private final Consumer<String> onRefused;
    private final Runnable onBatch;
    private final KeySet keys = new KeySet();
    private final BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(WAITING_KILOBYTES);
    private final Thread thread = new Thread(this::run, "import-reader");
    private volatile boolean closed;
    private Batch current = Batch.NONE;
    private int at;

    /**
     * @param place     finds where rows without coordinates are, if the layer has a rule for it
     * @param onRefused called on the reading thread with the key in the file of each row that is set aside
     * @param onBatch   called on the reading thread now and then
     */
    RowPipeline(
            FeatureReader reader,
            RowMapper mapper,
            @Nullable Crs system,
            Layer layer,
            FeatureValidator validator,
            FutureCheck futureCheck,
            @Nullable ReportPlace place,
            SetAside setAside,
            Tally tally,
            Consumer<String> onRefused,
            Runnable onBatch) {
        this.reader = reader;
        this.mapper = mapper;
        this.system = system;
        this.layer = layer;
        this.validator = validator;
        this.futureCheck = futureCheck;
        this.place = place;
        this.setAside = setAside;
        this.tally = tally;
        this.onRefused = onRefused;
        this.onBatch = onBatch;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        List<Verdict.Checked> rows = new ArrayList<>(BATCH);
        long bytes = 0;
        try {
            Row row;
            while (!closed && (row = reader.next()) != null) {
                tally.read();
                Verdict.Checked checked = process(row);
                if (checked != null) {
                    rows.add(checked);
                    bytes += bytes(checked);
                }
                if (rows.size() == BATCH || bytes >= BATCH_KILOBYTES << 10) {
                    put(rows, bytes, null, false);
                    rows = new ArrayList<>(BATCH);
                    bytes = 0;
                    onBatch.run();
                }
            }
            put(rows, bytes, null, true);
            onBatch.run();
        } catch (Throwable e) { // whatever it is, the other thread must hear of it
            put(List.of(), 0, e, true);
        }
    }

    private void put(List<Verdict.Checked> rows, long bytes, @Nullable Throwable failure, boolean last) {
        int kilobytes = (int) Math.min((bytes >> 10) + 1, WAITING_KILOBYTES);
        try {
            while (!closed && !room.tryAcquire(kilobytes, 100, TimeUnit.MILLISECONDS)) {
                // The database is slower; wait for it.
            }
            queue.add(new Batch(rows, kilobytes, failure, last));
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** A JTS vertex takes 36 bytes with its reference; a row some hundred beside its texts. */
    private static long bytes(Verdict.Checked row) {
        Geometry geometry = row.geometry();
        long bytes = 300 + (geometry == null ? 0 : 36L * geometry.getNumPoints());
        for (Object value : row.values()) {
            bytes += value instanceof String text ? 2L * text.length() : 0;
        }
        return bytes;
    }

    private Verdict.@Nullable Checked process(Row row) throws IOException {
        if (row instanceof Row.Broken broken) {
            setAside(broken.number(), "", List.of(broken.problem()), broken.original());
            return null;
        }
        Row.Read read = (Row.Read) row;
        RowMapper.Outcome outcome = mapper.map(read);
        if (outcome instanceof RowMapper.Outcome.LeftOut) {
            tally.leftOut();
            return null;
        }
        if (outcome instanceof RowMapper.Outcome.Refused refused) {
            setAside(read, "", refused.problems());
            return null;
        }
        Draft draft = ((RowMapper.Outcome.Mapped) outcome).draft();
        Geometry geometry = draft.geometry();
        if (geometry != null && system != null) {
            try {
                Geometry placed = system.toWgs84(geometry);
                draft = new Draft(draft.key(), placed, draft.properties(), draft.validFrom());
            } catch (RuntimeException e) { // proj4j has no common type for points that a projection cannot take
                setAside(read, draft.key(), List.of(unprojectable(system, e)));
                return null;
            }
        }
        Verdict verdict = validator.check(layer, draft);
        if (verdict instanceof Verdict.Refused refused) {
            setAside(
                    read,
                    draft.key(),
                    refused.problems().stream()
                            .map(p -> explained(p, read.repairs(), geometry))
                            .toList());
            return null;
        }
        Verdict.Checked checked = (Verdict.Checked) verdict;
        Problem future = futureCheck.fault(checked);
        if (future != null) {
            setAside(read, draft.key(), List.of(future));
            return null;
        }
        long first = keys.add(checked.key(), row.number());
        if (first >= 0) {
            setAside(read, draft.key(), List.of(duplicate(draft.key(), row.number(), first)));
            return null;
        }
        List<Problem> repairs = new ArrayList<>(read.repairs());
        repairs.addAll(checked.repairs());
        tally.repaired(repairs);
        return place == null ? checked : place.located(checked);
    }

    private static Problem unprojectable(Crs system, RuntimeException cause) {
        return new Problem(
                "not-projectable",
                "geometry",
                new Text(
                        "Tọa độ không đổi được từ " + system + " sang WGS 84: " + cause.getMessage(),
                        "The coordinates cannot be turned from " + system + " into WGS 84: " + cause.getMessage()));
    }

    /** No geometry is left: what was taken out of it says why. Far from the city: what to do if that is meant. */
    private Problem explained(Problem problem, List<Problem> repairs, @Nullable Geometry inFile) {
        if (problem.code().equals("outside-city") && inFile != null && isSwapped(inFile)) {
            return new Problem(
                    "axes-swapped",
                    problem.field(),
                    new Text(
                            "Tọa độ X và Y có vẻ bị đổi chỗ (VN-2000 ghi bắc trước): "
                                    + problem.message().vi() + "; hãy đổi lại, đông trước, bắc sau",
                            "Easting and northing look swapped (VN-2000 often has northing first): "
                                    + problem.message().en() + "; put easting first"));
        }
        if (problem.code().equals("outside-city")) {
            Text far = problem.message();
            return new Problem(
                    problem.code(),
                    problem.field(),
                    new Text(
                            far.vi() + "; vẫn nhập thì thêm --anywhere",
                            far.en() + "; to import it all the same add --anywhere"));
        }
        if (!problem.code().equals("geometry-missing") || repairs.isEmpty()) {
            return problem;
        }
        String vi = repairs.stream().map(r -> r.message().vi()).collect(Collectors.joining("; "));
        String en = repairs.stream().map(r -> r.message().en()).collect(Collectors.joining("; "));
        Text message = problem.message();
        return new Problem(
                problem.code(), problem.field(), new Text(message.vi() + ": " + vi, message.en() + ": " + en));
    }

    /** Whether it would lie in the city if the axes of its projected system changed places. */
    private boolean isSwapped(Geometry inFile) {
        if (system == null || system.isGeographic() || inFile.isEmpty()) {
            return false;
        }
        Coordinate middle = inFile.getEnvelopeInternal().centre();
        try {
            Geometry turned = inFile.getFactory().createPoint(new Coordinate(middle.y, middle.x));
            return validator.allows(system.toWgs84(turned).getEnvelopeInternal());
        } catch (RuntimeException e) { // proj4j has no common type for points that a projection cannot take
            return false;
        }
    }

    private static Problem duplicate(String key, long row, long first) {
        return new Problem(
                "duplicate-key",
                "id",
                new Text(
                        "Khóa '" + key + "' ở dòng " + row + " đã có ở dòng " + first + "; giữ dòng đầu",
                        "The key '" + key + "' of row " + row + " was in row " + first + " before; the first is kept"));
    }

    private void setAside(Row.Read row, String key, List<Problem> problems) throws IOException {
        if (row.id() != null) {
            onRefused.accept(row.id());
        }
        setAside(row.number(), key, problems, GeoJsonText.of(row));
    }

    private void setAside(long row, String key, List<Problem> problems, String original) throws IOException {
        tally.setAside(row, key, problems);
        setAside.add(row, problems, original);
    }

    @Override
    public boolean hasNext() {
        while (at >= current.rows().size()) {
            Throwable failure = current.failure();
            if (failure != null) {
                throw new ReadFailedException(failure);
            }
            if (current.last()) {
                return false;
            }
            try {
                room.release(current.kilobytes());
                current = Batch.NONE;
                current = queue.take();
                at = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ReadFailedException(e);
            }
        }
        return true;
    }

    @Override
    public Verdict.Checked next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.rows().get(at++);
    }

    /** Stops the reading thread and waits for its end; the reader may be closed afterwards. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
