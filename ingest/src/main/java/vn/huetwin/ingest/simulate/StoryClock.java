package vn.huetwin.ingest.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Story time that runs faster or slower than real time, from a day of the past; it never overtakes the present. */
public final class StoryClock implements InstantSource {
    private final InstantSource real;
    private final Instant begun;
    private final Instant start;
    private final double speed;

    /**
     * @param start when the story begins
     * @param speed seconds of the story in a second
     */
    public StoryClock(InstantSource real, Instant start, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("--speed must be above 0");
        }
        this.real = real;
        this.start = start;
        this.speed = speed;
        begun = real.instant();
        if (start.isAfter(begun)) {
            throw new IllegalArgumentException("--start must not lie in the future");
        }
    }

    @Override
    public Instant instant() {
        Instant now = real.instant();
        double told = Duration.between(begun, now).toMillis() * speed;
        Instant at = told > Long.MAX_VALUE / 4.0 ? now : start.plusMillis((long) told);
        return at.isAfter(now) ? now : at;
    }
}
