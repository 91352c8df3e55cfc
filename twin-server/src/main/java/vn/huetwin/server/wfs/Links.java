package vn.huetwin.server.wfs;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.ows.OwsRequest;

/** Addresses in the answers to a request. */
final class Links {
    /** A request in XML, packed, so that its next pages have an address too. */
    static final String PAGED = "pagedrequest";

    private static final Set<String> PAGING = Set.of("startindex", "count");
    private static final int MAX_PACKED = 1 << 14;
    private static final int MAX_UNPACKED = 1 << 18;

    private final String address;
    private final Map<String, String> parameters;
    private final @Nullable String packed;

    Links(OwsRequest request) {
        address = request.address();
        parameters = request.parameters().all();
        String paged = request.parameters().find(PAGED);
        Buffer posted = request.body() == null ? null : request.context().body().buffer();
        packed = paged != null || posted == null ? paged : pack(posted.getBytes());
    }

    private static @Nullable String pack(byte[] xml) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(xml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        return text.length() > MAX_PACKED ? null : text;
    }

    /** The XML of a packed request. @throws OwsException if it is not one of ours */
    static byte[] unpack(String packed) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(packed)))) {
            byte[] xml = in.readNBytes(MAX_UNPACKED + 1);
            if (xml.length <= MAX_UNPACKED) {
                return xml;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw notOurs();
        }
        throw notOurs();
    }

    private static OwsException notOurs() {
        return OwsException.invalid(
                PAGED, new Text("Liên kết trang không đúng", "The link to a page is not one of this server"));
    }

    /** The page behind {@code returned} features; null if it has no address. */
    @Nullable
    String next(FeatureRequest request, long returned) {
        return request.hits() ? page(0, request.count()) : page(request.offset() + returned, request.count());
    }

    /** The page before; null if there is none or it has no address. */
    @Nullable
    String previous(FeatureRequest request) {
        if (request.offset() == 0) {
            return null;
        }
        return page(Math.max(0, request.offset() - request.count()), Math.min(request.count(), request.offset()));
    }

    private @Nullable String page(long offset, long count) {
        StringBuilder link = new StringBuilder(address);
        if (packed != null) {
            append(link, "service", "WFS");
            append(link, "version", "2.0.0");
            append(link, PAGED, packed);
        } else if (parameters.isEmpty()) {
            return null;
        } else {
            parameters.forEach((name, value) -> {
                if (!PAGING.contains(name) && !name.equals("resulttype")) {
                    append(link, name, value);
                }
            });
        }
        append(link, "startindex", Long.toString(offset));
        if (count != Long.MAX_VALUE) {
            append(link, "count", Long.toString(count));
        }
        return link.toString();
    }

    private static void append(StringBuilder link, String name, @Nullable String value) {
        link.append(link.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8));
    }

    /** The application schema of layers. */
    String schema(WfsVersion version, List<String> layers) {
        return address + "?service=WFS&version=" + version.number() + "&request=DescribeFeatureType&"
                + version.typeNames() + "="
                + String.join(
                        ",",
                        layers.stream().map(l -> FeatureSchema.PREFIX + ":" + l).toList());
    }
}
