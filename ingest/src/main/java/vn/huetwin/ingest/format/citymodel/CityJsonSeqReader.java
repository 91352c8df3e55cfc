package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * CityJSONSeq (CityJSON 2.0, section 9): a document without objects, then one CityJSONFeature after the other, each
 * with its own vertices.
 */
final class CityJsonSeqReader implements MemberReader {
    private final InputStream in;
    private final JsonParser parser;
    private final JsonNode header;
    private final double[] scale;
    private final double[] translate;
    private final CityJsonObjects objects;
    private final AppearanceNotes notes = new AppearanceNotes();
    private final CityJsonMaterials materials;
    private final Set<String> delivered = new HashSet<>();
    private long number;

    CityJsonSeqReader(Path path, JsonFactory factory, Ring3D rings, boolean northingFirst) throws IOException {
        in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        parser = factory.createParser(in);
        parser.setCodec(new ObjectMapper(factory));
        JsonNode first = read();
        if (first == null || !first.path("type").asText().equals("CityJSON")) {
            throw new FormatException(
                    "not-a-city-model",
                    "Dòng đầu của CityJSONSeq phải là tài liệu CityJSON",
                    "The first line of CityJSONSeq must be a CityJSON document");
        }
        header = first;
        scale = CityJsonIndex.numbers(header.path("transform").path("scale"), 1);
        translate = CityJsonIndex.numbers(header.path("transform").path("translate"), 0);
        materials = new CityJsonMaterials(header.path("appearance"), notes);
        JsonNode templates = header.path("geometry-templates");
        objects = new CityJsonObjects(
                new CityJsonShapes(rings, templates.isMissingNode() ? null : templates, northingFirst));
    }

    /** What the header says; empty if nothing. */
    static String system(Path path, JsonFactory factory) throws IOException {
        try (CityJsonSeqReader reader = new CityJsonSeqReader(path, factory, new Ring3D(false), false)) {
            return reader.header.path("metadata").path("referenceSystem").asText("");
        }
    }

    private @Nullable JsonNode read() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            return token == null ? null : parser.readValueAsTree();
        } catch (JsonProcessingException e) {
            throw CityJsonIndex.malformed(e);
        }
    }

    @Override
    public @Nullable Member next() throws IOException {
        JsonNode feature = read();
        if (feature == null) {
            return null;
        }
        number++;
        String id = feature.path("id").asText("");
        JsonNode all = feature.path("CityObjects");
        if (!feature.path("type").asText().equals("CityJSONFeature") || !all.has(id)) {
            return lost(
                    id,
                    "not-a-feature",
                    "Dòng này không phải CityJSONFeature có đối tượng mang mã của nó",
                    "This line is no CityJSONFeature with an object of its id");
        }
        if (!delivered.add(id)) {
            return lost(
                    id,
                    "duplicate-key",
                    "Mã '" + id + "' đã có ở dòng trước; giữ dòng đầu",
                    "The id '" + id + "' was there before; the first is kept");
        }
        Vertices vertices = Vertices.of(feature.path("vertices"), scale, translate);
        CityJsonMaterials own =
                feature.has("appearance") ? new CityJsonMaterials(feature.path("appearance"), notes) : materials;
        Mended mended = new Mended();
        List<CityObject> members = new ArrayList<>();
        try {
            for (String part : withParts(id, all)) {
                JsonNode json = all.path(part);
                String parent =
                        part.equals(id) ? null : json.path("parents").path(0).asText(id);
                members.add(objects.read(part, parent, json, vertices, own, mended));
            }
        } catch (CityJsonShapes.BrokenShapeException e) {
            return new Member.Lost(number, id, CityJsonObjects.type(all.path(id)), e.of(id));
        }
        return new Member.Read(number, members, mended.problems());
    }

    /** The object of the feature first, its parts below it, then whatever else the feature holds. */
    private static Set<String> withParts(String id, JsonNode all) {
        Set<String> ids = new LinkedHashSet<>();
        add(id, all, ids);
        all.fieldNames().forEachRemaining(ids::add);
        return ids;
    }

    private static void add(String id, JsonNode all, Set<String> ids) {
        if (all.has(id) && ids.add(id)) {
            all.path(id).path("children").forEach(child -> add(child.asText(), all, ids));
        }
    }

    private Member.Lost lost(String id, String code, String vi, String en) {
        return new Member.Lost(number, id, "", new Problem(code, "id", new Text(vi, en)));
    }

    @Override
    public List<Problem> notes() {
        return notes.problems();
    }

    @Override
    public void close() throws IOException {
        parser.close();
        in.close();
    }
}
