package vn.huetwin.ingest.source;

import java.util.List;
import java.util.Map;
import vn.huetwin.ingest.event.CloudEventJson;

/**
 * What is stored in one go.
 *
 * @param items     events, and what could not be read as one
 * @param positions part → position that holds once the items are stored; an empty position forgets the part
 */
public record Parcel(List<CloudEventJson.Item> items, Map<String, String> positions) {
    public Parcel {
        items = List.copyOf(items);
        positions = Map.copyOf(positions);
    }
}
