package vn.huetwin.ingest.format.citymodel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.citygml4j.core.model.core.AbstractFeature;
import org.citygml4j.xml.CityGMLContext;
import org.citygml4j.xml.CityGMLContextException;
import org.citygml4j.xml.reader.ChunkOptions;
import org.citygml4j.xml.reader.CityGMLReadException;
import org.citygml4j.xml.reader.CityGMLReader;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FormatException;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** CityGML 1.0, 2.0 and 3.0, one member at a time. What the library passes over comes out as lost, at the end. */
final class CityGmlReader implements MemberReader {
    private static final int MOST_PASSES = 4;

    private final CityGmlScan scan;
    private final InputStream input;
    private final CityGMLReader reader;
    private final GmlObjects objects;
    private final GmlLinks links;
    private final Set<String> delivered = new HashSet<>();
    private final Deque<CityGmlScan.Entry> lost = new ArrayDeque<>();
    private long number;
    private boolean ended;

    /** @param northingFirst whether the file puts latitude or northing first */
    CityGmlReader(Path path, CityGmlScan scan, Ring3D rings, boolean northingFirst) throws IOException {
        this.scan = scan;
        GmlShapes shapes = new GmlShapes(rings, northingFirst, scan.appearances(), new Prototypes(scan.prototypes()));
        this.links = new GmlLinks(scan.linked(), shapes);
        shapes.follow(links);
        this.objects = new GmlObjects(shapes, scan);
        InputStream opened = null;
        try {
            look(path, scan.linksAhead() ? shapes : null);
            opened = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
            input = opened;
            reader = open(opened);
        } catch (IOException | UncheckedIOException e) {
            if (opened != null) {
                opened.close();
            }
            links.close();
            throw e;
        }
    }

    /**
     * Reads members that others link to, once more for what these link to in their turn; never without such links.
     *
     * @param prototypes that keeps prototypes which come after what links to them, or null if there are none
     */
    private void look(Path path, @Nullable GmlShapes prototypes) throws IOException {
        for (int pass = 0; pass < MOST_PASSES && (links.isOpen() || (pass == 0 && prototypes != null)); pass++) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                    CityGMLReader members = open(in)) {
                while ((links.isOpen() || (pass == 0 && prototypes != null)) && members.hasNext()) {
                    AbstractFeature member = members.next();
                    links.look(member);
                    if (pass == 0 && prototypes != null) {
                        prototypes.lookForPrototypes(member);
                    }
                }
            } catch (CityGMLReadException e) {
                throw unreadable(e, "");
            }
            links.passed();
        }
    }

    private static CityGMLReader open(InputStream input) throws IOException {
        try {
            CityGMLContext context = CityGMLContext.newInstance();
            return context.createCityGMLInputFactory()
                    .withChunking(ChunkOptions.defaults().skipCityModel(true))
                    .failOnMissingADESchema(false)
                    .createCityGMLReader(CityGmlScan.factory().createXMLStreamReader(input));
        } catch (CityGMLContextException | CityGMLReadException e) {
            throw new IOException("The CityGML reader could not start", e);
        } catch (XMLStreamException e) {
            throw CityGmlScan.malformed(e);
        }
    }

    @Override
    public @Nullable Member next() throws IOException {
        try {
            while (!ended) {
                if (!reader.hasNext()) {
                    ended = true;
                    collectLost();
                    break;
                }
                AbstractFeature feature = reader.next();
                Member member = member(feature);
                if (member != null) {
                    return member;
                }
            }
        } catch (CityGMLReadException e) {
            throw unreadable(e, " " + (number + 1));
        }
        CityGmlScan.Entry entry = lost.poll();
        return entry == null ? null : lost(entry);
    }

    /** Null for what is no city object: appearances, versions, the model itself. */
    private @Nullable Member member(AbstractFeature feature) {
        if (!GmlObjects.isCityObject(feature)) {
            return null;
        }
        number++;
        String id = feature.getId() == null ? "" : feature.getId();
        if (!id.isEmpty() && !delivered.add(id)) {
            return new Member.Lost(
                    number,
                    id,
                    GmlObjects.type(feature),
                    new Problem(
                            "duplicate-key",
                            "gml:id",
                            new Text(
                                    "gml:id '" + id + "' đã có ở đối tượng trước; giữ đối tượng đầu",
                                    "The gml:id '" + id + "' was there before; the first is kept")));
        }
        return objects.read(number, feature);
    }

    /** Those of the scan that never came. */
    private void collectLost() {
        long anonymous = scan.entries().stream()
                .filter(e -> e.known() && e.id().isEmpty())
                .count();
        for (CityGmlScan.Entry entry : scan.entries()) {
            if (entry.id().isEmpty() ? !entry.known() : !delivered.contains(entry.id())) {
                lost.add(entry);
            }
        }
        long came = number - delivered.size();
        if (came < anonymous) {
            scan.entries().stream()
                    .filter(e -> e.known() && e.id().isEmpty())
                    .limit(anonymous - came)
                    .forEach(lost::add);
        }
    }

    private static Member lost(CityGmlScan.Entry entry) {
        String name = "{" + entry.name().getNamespaceURI() + "}" + entry.name().getLocalPart();
        Problem problem = entry.known()
                ? new Problem(
                        "object-not-readable",
                        "",
                        new Text(
                                "Không đọc được đối tượng " + name + "; đọc được CityGML 1.0, 2.0 và 3.0",
                                "The object " + name + " could not be read; CityGML 1.0, 2.0 and 3.0 can be"))
                : new Problem(
                        "extension-object",
                        "",
                        new Text(
                                "Đối tượng của phần mở rộng (ADE) không có trong CityGML: " + name,
                                "An object of an extension (ADE) that CityGML does not have: " + name));
        return new Member.Lost(entry.number(), entry.id(), entry.name().getLocalPart(), problem);
    }

    private static FormatException unreadable(CityGMLReadException e, String object) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return new FormatException(
                "malformed-citygml",
                "CityGML hỏng ở đối tượng" + object + ": " + text,
                "The CityGML breaks at object" + object + ": " + text);
    }

    @Override
    public List<Problem> notes() {
        return scan.appearances().problems();
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } catch (CityGMLReadException e) {
            throw new IOException(e);
        } finally {
            input.close();
            links.close();
        }
    }
}
