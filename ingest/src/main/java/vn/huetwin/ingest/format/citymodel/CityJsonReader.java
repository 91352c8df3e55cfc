package vn.huetwin.ingest.format.citymodel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** One CityJSON document, object by object: each is fetched from its place in the file together with its parts. */
final class CityJsonReader implements MemberReader {
    private final CityJsonIndex index;
    private final FileChannel file;
    private final ObjectMapper mapper;
    private final CityJsonObjects objects;
    private final Vertices vertices;
    private final AppearanceNotes notes = new AppearanceNotes();
    private final CityJsonMaterials materials;
    private final Iterator<CityJsonIndex.Entry> roots;
    private final Iterator<String> repeated;
    private final Iterator<CityJsonIndex.Entry> circles;
    private long number;

    CityJsonReader(Path path, CityJsonIndex index, JsonFactory factory, Ring3D rings, boolean northingFirst)
            throws IOException {
        this.index = index;
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.mapper = new ObjectMapper(factory);
        this.objects = new CityJsonObjects(new CityJsonShapes(rings, index.templates(), northingFirst));
        this.vertices = index.vertices();
        this.roots = index.roots().iterator();
        this.materials = new CityJsonMaterials(index.appearance(), notes);
        this.repeated = index.repeated().iterator();
        this.circles = index.circles().iterator();
    }

    @Override
    public @Nullable Member next() throws IOException {
        if (roots.hasNext()) {
            return member(roots.next());
        }
        number++;
        if (repeated.hasNext()) {
            String id = repeated.next();
            return lost(
                    id,
                    "",
                    "duplicate-key",
                    "Mã '" + id + "' có hai lần; giữ lần đầu",
                    "The id '" + id + "' stands twice; the first is kept");
        }
        if (circles.hasNext()) {
            String id = circles.next().id();
            return lost(
                    id,
                    "",
                    "parents-in-circle",
                    "Các parents của '" + id + "' vòng lại chính nó",
                    "The parents of '" + id + "' lead back to itself");
        }
        return null;
    }

    private Member member(CityJsonIndex.Entry root) throws IOException {
        number++;
        Mended mended = new Mended();
        List<CityObject> members = new ArrayList<>();
        String type = "";
        try {
            for (CityJsonIndex.Entry entry : index.withParts(root)) {
                JsonNode json = fetch(entry);
                type = members.isEmpty() ? CityJsonObjects.type(json) : type;
                String parent = members.isEmpty() ? null : entry.parent();
                members.add(objects.read(entry.id(), parent, json, vertices, materials, mended));
            }
        } catch (CityJsonShapes.BrokenShapeException e) {
            return new Member.Lost(number, root.id(), type, e.of(root.id()));
        }
        return new Member.Read(number, members, mended.problems());
    }

    private Member.Lost lost(String id, String type, String code, String vi, String en) {
        return new Member.Lost(number, id, type, new Problem(code, "id", new Text(vi, en)));
    }

    private JsonNode fetch(CityJsonIndex.Entry entry) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        while (bytes.hasRemaining()) {
            if (file.read(bytes, entry.from() + bytes.position()) < 0) {
                throw new EOFException("The file became shorter while it was read");
            }
        }
        try {
            return mapper.readTree(bytes.array());
        } catch (JsonProcessingException e) {
            throw CityJsonIndex.malformed(e);
        }
    }

    @Override
    public List<Problem> notes() {
        return notes.problems();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
