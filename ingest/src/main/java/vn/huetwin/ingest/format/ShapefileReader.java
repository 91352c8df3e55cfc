package vn.huetwin.ingest.format;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins shapes and attributes, which have the same order. */
final class ShapefileReader implements FeatureReader {
    private final ShpReader shapes;
    private final @Nullable DbfReader attributes;
    private final CountingInput input;

    ShapefileReader(ShpReader shapes, @Nullable DbfReader attributes, CountingInput input) {
        this.shapes = shapes;
        this.attributes = attributes;
        this.input = input;
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (true) {
            ShpReader.Shape shape = shapes.next();
            if (shape == null) {
                return null;
            }
            Map<String, Object> values = Map.of();
            if (attributes != null) {
                values = attributes.next();
                if (values == null) {
                    throw new FormatException(
                            "file-truncated",
                            "Tệp .dbf có ít dòng hơn .shp: thiếu từ dòng " + shape.number(),
                            "The .dbf has fewer rows than the .shp: row " + shape.number() + " is missing");
                }
                if (attributes.isDeleted()) {
                    continue;
                }
            }
            return shape.problem() == null
                    ? new Row.Read(shape.number(), null, shape.geometry(), values)
                    : new Row.Broken(shape.number(), shape.problem(), values.toString());
        }
    }

    @Override
    public long progress() {
        return input.count();
    }

    @Override
    public void close() throws IOException {
        shapes.close();
        if (attributes != null) {
            attributes.close();
        }
    }
}
