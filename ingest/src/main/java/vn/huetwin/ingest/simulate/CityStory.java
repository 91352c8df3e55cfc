package vn.huetwin.ingest.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tells the events of a scenario one after the other, without end. The same scenario, seed, run and times give the same
 * events. Not thread-safe.
 */
public final class CityStory {
    /** Reports that are handled at the same time; more wait until some are over. */
    private static final int MOST_OPEN = 60;

    private final Scenario scenario;
    private final int mostOpen;
    private final String run;
    private final String source;
    private final SplittableRandom random;
    private final Reports reports;
    private final Rescue rescue;
    private final Gauges gauges;
    private final HeritageWater water;
    private final List<Case> open = new ArrayList<>();
    private long number;

    /** @param run part of all ids: another run with the same seed must not look like a repetition */
    public CityStory(Scenario scenario, long seed, String run) {
        this(scenario, seed, run, MOST_OPEN);
    }

    /** @param mostOpen reports that are handled at the same time; more wait until some are over */
    public CityStory(Scenario scenario, long seed, String run, int mostOpen) {
        this.scenario = scenario;
        this.mostOpen = mostOpen;
        this.run = run;
        source = "urn:hue:simulator:" + scenario.keyword();
        random = new SplittableRandom(seed);
        Places places = new Places();
        reports = new Reports(places, random);
        rescue = new Rescue(places, random);
        gauges = new Gauges(random);
        water = new HeritageWater(random, run);
    }

    /** The next CloudEvent in its JSON format, as if it happened at {@code time}. */
    public byte[] next(Instant time) {
        ObjectNode event = happen(time);
        event.put("specversion", "1.0")
                .put("id", run + "-" + number)
                .put("source", source)
                .put("time", time.toString())
                .put("datacontenttype", "application/json");
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode happen(Instant time) {
        number++;
        double flood = flood();
        int dice = random.nextInt(100);
        boolean wallFalls = scenario.wave() > 0 && number % scenario.wave() == scenario.wave() * 6L / 10;
        if (!wallFalls && dice < 30) {
            return gauges.measure(number, time, flood);
        }
        if (!wallFalls && dice < 36 && flood > 0) {
            ObjectNode depth = water.measure(flood);
            if (depth != null) {
                return depth;
            }
        }
        if (wallFalls || (dice < 48 && open.size() < mostOpen) || open.isEmpty()) {
            open.add(wallFalls ? reports.fallenWall(subject("pa")) : begin(flood));
            return advance(open.size() - 1, time);
        }
        return advance(random.nextInt(open.size()), time);
    }

    private Case begin(double flood) {
        if (random.nextDouble() < flood) {
            if (random.nextInt(6) == 0) {
                return reports.closedRoad(subject("pa"));
            }
            return random.nextInt(3) == 0
                    ? reports.floodedRoad(subject("pa"))
                    : rescue.call(subject("sos"), 2.5 * flood);
        }
        return reports.ordinary(subject("pa"));
    }

    private ObjectNode advance(int index, Instant time) {
        Case chosen = open.get(index);
        ObjectNode event = chosen.advance(time);
        if (event == null) {
            throw new IllegalStateException("A case that is over was still open");
        }
        if (chosen.isOver()) {
            int last = open.size() - 1;
            open.set(index, open.get(last));
            open.remove(last);
        }
        return event;
    }

    private String subject(String prefix) {
        return prefix + "-" + run + "-" + number;
    }

    /** Height of the wave from 0 to 1: up within the first 60 % of its events, then down. */
    private double flood() {
        if (scenario.wave() == 0) {
            return 0;
        }
        double along = (double) (number % scenario.wave()) / scenario.wave();
        double offTop = (along - 0.6) / 0.22;
        return Math.exp(-offTop * offTop);
    }
}
