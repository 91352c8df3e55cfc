package vn.huetwin.ingest.source.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ingest.mapping.MappingException;
import vn.huetwin.ingest.mapping.MappingReader;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.cap.CapFeedSource;
import vn.huetwin.ingest.source.file.FileSource;
import vn.huetwin.ingest.source.folder.FolderSource;
import vn.huetwin.ingest.source.format.CloudEventFormat;
import vn.huetwin.ingest.source.format.EventMapping;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ingest.source.format.NgsiLdFormat;
import vn.huetwin.ingest.source.format.SensorThingsFormat;
import vn.huetwin.ingest.source.format.TableFormat;
import vn.huetwin.ingest.source.kafka.KafkaSource;
import vn.huetwin.ingest.source.mqtt.MqttPlace;
import vn.huetwin.ingest.source.mqtt.MqttSource;
import vn.huetwin.ingest.source.open311.Open311Format;
import vn.huetwin.ingest.source.open311.Open311Source;
import vn.huetwin.ingest.source.poll.PollSource;
import vn.huetwin.ontology.crs.CrsRegistry;

/** Builds sources and formats as declared. */
public final class SourceKinds {
    private static final Set<String> KINDS =
            Set.of("cap", "file", "folder", "http", "kafka", "mqtt", "open311", "poll");

    private final InstantSource clock;
    private final SourceLimits limits;
    private final MappingChooser mappings;
    private final CrsRegistry systems;
    private final CapIntake warnings;

    /** @param warnings takes what feeds of warnings bring */
    public SourceKinds(
            InstantSource clock,
            SourceLimits limits,
            MappingChooser mappings,
            CrsRegistry systems,
            CapIntake warnings) {
        this.clock = clock;
        this.limits = limits;
        this.mappings = mappings;
        this.systems = systems;
        this.warnings = warnings;
    }

    SourceLimits limits() {
        return limits;
    }

    /**
     * A source ready to run.
     *
     * @param source null if others send to it
     */
    record Built(MessageFormat format, @Nullable Source source) {}

    Built build(SourceDeclaration declaration) throws SourceException {
        SourceSettings settings = declaration.settings();
        MessageFormat format = format(declaration);
        String kind = declaration.spec().kind();
        Source source = switch (kind) {
            case "http" -> null;
            case "cap" -> cap(settings);
            case "kafka" -> kafka(settings, format);
            case "mqtt" -> mqtt(declaration, format);
            case "open311" -> open311(declaration);
            case "file" -> file(settings, format);
            case "folder" -> folder(settings, format);
            case "poll" -> poll(settings, format);
            default -> throw settings.wrong("there is no kind '" + kind + "'; there are " + KINDS);
        };
        settings.refuseOthers();
        return new Built(format, source);
    }

    private MessageFormat format(SourceDeclaration declaration) throws SourceException {
        SourceSettings settings = declaration.settings();
        String source = declaration.spec().name();
        CloudEventJson events = new CloudEventJson(clock);
        String name = settings.text("format", "cloudevents");
        return switch (name) {
            case "cloudevents" -> new CloudEventFormat(events, 10_000);
            case "table" -> new TableFormat(source, mapping(settings), events);
            case "sensorthings" ->
                new SensorThingsFormat(source, mapping(settings), events, settings.tables("datastreams"));
            case "ngsi-ld" -> new NgsiLdFormat(source, mapping(settings), events);
            default ->
                throw settings.wrong(
                        "there is no format '" + name + "'; there are cloudevents, table, sensorthings, ngsi-ld");
        };
    }

    private EventMapping mapping(SourceSettings settings) throws SourceException {
        Path file = settings.file("mapping");
        String verb = settings.text("verb");
        if (file == null) {
            throw settings.wrong("'mapping' names the file that says what rows mean; this format needs it");
        }
        if (!verb.matches("[a-z][a-z_]{0,40}")) {
            throw settings.wrong("'verb' says what happened, such as measured; small letters and '_'");
        }
        try (InputStream in = Files.newInputStream(file)) {
            Mapping mapping = new MappingReader().read(in, file.getFileName().toString());
            return EventMapping.of(mappings, mapping, systems, verb);
        } catch (NoSuchFileException e) {
            throw settings.wrong("there is no file " + file, e);
        } catch (IOException e) {
            throw settings.wrong(file + " cannot be read", e);
        } catch (MappingException e) {
            throw settings.wrong(String.valueOf(e.getMessage()), e);
        }
    }

    private Source file(SourceSettings settings, MessageFormat format) throws SourceException {
        Path file = settings.file("file");
        String speed = settings.text("speed", "0");
        if (file == null) {
            throw settings.wrong("'file' is missing");
        }
        if (!speed.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw settings.wrong("'speed' is a number such as 60 (an hour in a minute); 0 for as fast as it goes");
        }
        return new FileSource(new FileSource.Place(file, Double.parseDouble(speed)), format, limits, clock);
    }

    private Source folder(SourceSettings settings, MessageFormat format) throws SourceException {
        Path folder = settings.file("folder");
        if (folder == null) {
            throw settings.wrong("'folder' is missing");
        }
        return new FolderSource(
                new FolderSource.Place(
                        folder,
                        settings.duration("every", Duration.ofSeconds(2)),
                        settings.duration("settle", Duration.ofSeconds(10))),
                format,
                limits,
                clock);
    }

    private Source cap(SourceSettings settings) throws SourceException {
        Set<String> hosts = settings.list("hosts").stream()
                .map(h -> h.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new CapFeedSource(
                new CapFeedSource.Place(
                        address(settings),
                        hosts,
                        settings.duration("every", Duration.ofMinutes(1)),
                        settings.map("headers")),
                warnings,
                limits);
    }

    private static URI address(SourceSettings settings) throws SourceException {
        String address = settings.text("url");
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw settings.wrong("'url' is no address: " + address, e);
        }
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw settings.wrong("'url' begins with https:// or http:// and a host: " + address);
        }
        return uri;
    }

    private Source poll(SourceSettings settings, MessageFormat format) throws SourceException {
        return new PollSource(
                new PollSource.Place(
                        address(settings), settings.duration("every", Duration.ofMinutes(1)), settings.map("headers")),
                format,
                limits,
                clock);
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
