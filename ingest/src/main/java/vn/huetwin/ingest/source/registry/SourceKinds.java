package vn.huetwin.ingest.source.registry;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.CloudEventFormat;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ingest.source.kafka.KafkaSource;
import vn.huetwin.ingest.source.mqtt.MqttPlace;
import vn.huetwin.ingest.source.mqtt.MqttSource;
import vn.huetwin.ingest.source.open311.Open311Format;
import vn.huetwin.ingest.source.open311.Open311Source;

/** Builds sources and formats as declared. */
public final class SourceKinds {
    private static final Set<String> KINDS = Set.of("http", "kafka", "mqtt", "open311");

    private final InstantSource clock;
    private final SourceLimits limits;

    public SourceKinds(InstantSource clock, SourceLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * A source ready to run.
     *
     * @param source null if others send to it
     */
    record Built(MessageFormat format, @Nullable Source source) {}

    Built build(SourceDeclaration declaration) throws SourceException {
        SourceSettings settings = declaration.settings();
        MessageFormat format = format(settings);
        String kind = declaration.spec().kind();
        Source source = switch (kind) {
            case "http" -> null;
            case "kafka" -> kafka(settings, format);
            case "mqtt" -> mqtt(declaration, format);
            case "open311" -> open311(declaration);
            default -> throw settings.wrong("there is no kind '" + kind + "'; there are " + KINDS);
        };
        settings.refuseOthers();
        return new Built(format, source);
    }

    private MessageFormat format(SourceSettings settings) throws SourceException {
        String name = settings.text("format", "cloudevents");
        return switch (name) {
            case "cloudevents" -> new CloudEventFormat(new CloudEventJson(clock), 10_000);
            default -> throw settings.wrong("there is no format '" + name + "'");
        };
    }

    private Source mqtt(SourceDeclaration declaration, MessageFormat format) throws SourceException {
        SourceSettings settings = declaration.settings();
        int version = settings.number("version", 5);
        if (version != 5 && version != 3) {
            throw settings.wrong("'version' is 5 or 3 (for 3.1.1)");
        }
        boolean tls = settings.flag("tls", false);
        return new MqttSource(
                new MqttPlace(
                        settings.text("host"),
                        settings.number("port", tls ? 8883 : 1883),
                        tls,
                        version,
                        settings.text(
                                "client-id", "hue-twin-" + declaration.spec().name()),
                        settings.texts("topics"),
                        settings.find("share"),
                        Math.min(65_535, settings.number("receive-maximum", limits.events())),
                        settings.duration("session", Duration.ofDays(7)),
                        settings.find("user"),
                        settings.find("password")),
                format,
                limits);
    }

    private Source open311(SourceDeclaration declaration) throws SourceException {
        SourceSettings settings = declaration.settings();
        URI endpoint;
        ZoneId zone;
        try {
            endpoint = URI.create(settings.text("url"));
            zone = ZoneId.of(settings.text("zone", "Asia/Ho_Chi_Minh"));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw settings.wrong("'url' is an address, 'zone' one such as Asia/Ho_Chi_Minh: " + e.getMessage());
        }
        String scheme = String.valueOf(endpoint.getScheme());
        if (endpoint.getHost() == null || !Set.of("http", "https").contains(scheme)) {
            throw settings.wrong("'url' begins with https:// or http:// and ends before /requests");
        }
        return new Open311Source(
                new Open311Source.Place(
                        endpoint,
                        settings.find("jurisdiction"),
                        settings.find("key"),
                        settings.duration("every", Duration.ofMinutes(5)),
                        settings.duration("back", Duration.ofDays(90))),
                new Open311Format(
                        new CloudEventJson(clock), declaration.spec().name(), zone, settings.map("categories")),
                limits,
                clock);
    }

    private Source kafka(SourceSettings settings, MessageFormat format) throws SourceException {
        String from = settings.text("from", "earliest");
        if (!from.equals("earliest") && !from.equals("latest")) {
            throw settings.wrong("'from' is earliest or latest");
        }
        Map<String, String> client = settings.map("client");
        return new KafkaSource(
                new KafkaSource.Place(
                        settings.text("servers"),
                        settings.texts("topics"),
                        settings.text("group", "hue-twin"),
                        from.equals("latest"),
                        client),
                format,
                limits);
    }
}
