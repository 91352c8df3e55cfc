package vn.huetwin.ingest.source.mqtt;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.Source;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.MessageFormat;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * A subscriber with a lasting session. The broker is its position: it sends again what was not acknowledged, and what
 * was stored before the crash is known by its id.
 */
public final class MqttSource implements Source {
    private static final long POLL_MILLIS = 200;

    private final MqttPlace place;
    private final MessageFormat format;
    private final SourceLimits limits;

    public MqttSource(MqttPlace place, MessageFormat format, SourceLimits limits) {
        this.place = place;
        this.format = format;
        this.limits = limits;
    }

    @Override
    public void run(Inlet inlet) throws Exception {
        BlockingQueue<Delivery> waiting = new ArrayBlockingQueue<>(limits.events());
        AtomicBoolean left = new AtomicBoolean();
        MqttLink link = place.version() == 5 ? new Mqtt5Link(place) : new Mqtt3Link(place);
        try {
            link.connect(delivery -> put(waiting, delivery, left), limits.patience());
            List<MqttLink.Awaited> answers = new ArrayList<>();
            for (String filter : place.filters()) {
                answers.add(link.subscribe(filter));
            }
            long heard = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                Delivery first = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Delivery> together = new ArrayList<>(List.of(first));
                    waiting.drainTo(together, limits.events() - 1);
                    store(inlet, together);
                    inlet.lag(waiting.size());
                    heard = System.nanoTime();
                } else if (!link.isOpen()) {
                    throw new IOException("The broker at " + place.address() + " is gone");
                }
                if (!answers.isEmpty() && haveCome(answers, heard)) {
                    answers.clear();
                    inlet.running();
                }
            }
        } finally {
            left.set(true);
            link.close();
        }
    }

    /**
     * The broker may send all that the session holds before it answers a subscription, more than fits into the queue.
     *
     * @param heard when anything came last, by {@link System#nanoTime}
     */
    private boolean haveCome(List<MqttLink.Awaited> answers, long heard) throws Exception {
        for (MqttLink.Awaited answer : answers) {
            if (answer.isThere()) {
                answer.check();
            } else if (System.nanoTime() - heard > limits.patience().toNanos()) {
                throw new IOException("The broker at " + place.address() + " does not answer a subscription");
            } else {
                return false;
            }
        }
        return true;
    }

    private static void put(BlockingQueue<Delivery> waiting, Delivery delivery, AtomicBoolean left) {
        try {
            while (!left.get() && !waiting.offer(delivery, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                // the broker waits with us
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(Inlet inlet, List<Delivery> together) throws SQLException, InterruptedException {
        List<CloudEventJson.Item> items = new ArrayList<>();
        for (Delivery delivery : together) {
            items.addAll(items(inlet.spec().name(), delivery.message()));
        }
        for (int at = 0; at < items.size(); at += limits.events()) {
            inlet.take(new Parcel(items.subList(at, Math.min(items.size(), at + limits.events())), Map.of()));
        }
        together.forEach(delivery -> delivery.acknowledge().run());
    }

    private List<CloudEventJson.Item> items(String source, Message message) {
        if (message.body().length <= limits.messageBytes()) {
            return format.items(source, message);
        }
        Problem problem = new Problem(
                "message-too-large",
                message.name(),
                new Text(
                        "Thông điệp có " + message.body().length + " byte, tối đa " + limits.messageBytes(),
                        "The message has " + message.body().length + " bytes, at most " + limits.messageBytes()
                                + " are taken"));
        return List.of(new CloudEventJson.Item(source, null, message.original(), null, List.of(problem)));
    }
}
