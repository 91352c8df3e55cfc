package vn.huetwin.server.ows;

import java.util.Set;

/** A service behind {@code /ows}. */
public interface OwsService {
    /** What {@code SERVICE=} calls it: {@code WMS}, {@code WFS}. */
    String name();

    /** Operations, in lower case, that may come without {@code SERVICE=}. */
    default Set<String> withoutService() {
        return Set.of();
    }

    /**
     * Answers on the event loop, or hands the work to {@code Workers}. Failures thrown here or there become an exception
     * report in the {@link #format}.
     */
    void handle(OwsRequest request);

    /** How exceptions are written for this request; must not throw. */
    ExceptionFormat format(OwsRequest request);

    /**
     * Writes an exception in a way of its own, as WMS does for {@code EXCEPTIONS=INIMAGE}. On the event loop.
     *
     * @return whether it has answered
     */
    default boolean report(OwsRequest request, OwsException exception) {
        return false;
    }
}
