package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Four places, two for each client, six may wait; time is what the test says. */
class TurnsTest {
    private final List<String> said = new ArrayList<>();
    private final Map<String, Turns.Turn> turns = new HashMap<>();
    private long millis;
    private final Turns places = new Turns(4, 2, 6, () -> millis * 1_000_000);

    /** Each query is its client's name and a number. */
    private void come(String... queries) {
        for (String query : queries) {
            Turns.Turn turn = places.enter(query.substring(0, 1), new Turns.Outcome() {
                @Override
                public void begin() {
                    said.add("+" + query);
                }

                @Override
                public void refuse() {
                    said.add("!" + query);
                }
            });
            if (turn != null) {
                turn.onGiveWay(() -> said.add("~" + query));
                turns.put(query, turn);
            }
        }
    }

    private void leave(String... queries) {
        for (String query : queries) {
            places.leave(turns.get(query));
        }
    }

    private void pass(long more) {
        millis += more;
        places.pass();
    }

    private void expect(String expected) {
        assertEquals(expected, String.join(" ", said));
        said.clear();
    }

    @Test
    void eachClientHasTwoPlacesAndOthersWaitInOrder() {
        come("a1", "a2", "a3", "a4", "b1");
        expect("+a1 +a2 +b1");
        leave("a2");
        expect("+a3");
        leave("a1", "a3", "b1", "a4");
        expect("+a4");
    }

    @Test
    void whoseQueriesAreLongHaveHalfOfThePlaces() {
        come("a1", "b1", "c1");
        pass(2_000);
        leave("a1", "b1", "c1");
        said.clear();
        come("a2", "b2", "c2", "d1", "e1");
        expect("+a2 +b2 +d1 +e1");
        leave("d1", "e1");
        expect("");
        leave("a2");
        expect("+c2");
    }

    @Test
    void whatWillBeLongNeedsAPlaceAmongTheLongOnes() {
        come("a1", "b1");
        pass(100);
        come("c1");
        assertTrue(places.runsLong(turns.get("a1")));
        assertTrue(places.runsLong(turns.get("b1")));
        assertTrue(places.runsLong(turns.get("a1")));
        assertFalse(places.runsLong(turns.get("c1")));
        leave("a1");
        assertTrue(places.runsLong(turns.get("c1")));
        come("d1", "e1", "f1");
        expect("+a1 +b1 +c1 +d1 +e1 ~c1");
    }

    @Test
    void aLongOneGivesWayWhenAShortOneWouldWait() {
        come("a1");
        pass(100);
        come("a2");
        pass(100);
        come("b1");
        pass(800);
        come("b2");
        pass(300);
        come("c1");
        expect("+a1 +a2 +b1 +b2 ~b1");
        assertTrue(turns.get("b1").gaveWay());
        come("d1");
        expect("");
        leave("b1");
        expect("+c1 ~a2");
    }

    @Test
    void whoHasGivenWayWaitsForOthersNextTime() {
        come("a1", "a2", "b1", "b2");
        pass(1_100);
        come("c1");
        leave("b2");
        said.clear();
        come("b3", "d1");
        leave("c1");
        expect("+d1");
    }

    @Test
    void whoseQueriesFailAgainAndAgainWaitsBetweenThem() {
        for (int i = 1; i <= 6; i++) {
            come("a" + i);
            pass(i <= 3 ? 0 : 250 << (i - 4));
            expect("+a" + i);
            turns.get("a" + i).fail();
            leave("a" + i);
        }
        come("a7", "b1");
        pass(1_900);
        expect("+b1");
        pass(100);
        expect("+a7");
        leave("a7");
        come("a8");
        expect("+a8");
    }

    @Test
    void whatWaitedTooLongIsRefused() {
        come("a1", "a2", "a3");
        pass(9_000);
        expect("+a1 +a2");
        pass(2_000);
        expect("!a3");
    }

    @Test
    void aFullQueueHasRoomForAClientThatHasNothingThere() {
        come("a1", "a2", "b1", "b2", "a3", "a4", "b3", "b4");
        pass(1);
        come("b5");
        pass(1);
        come("a5");
        said.clear();
        come("c1");
        expect("!a5");
    }

    @Test
    void noClientHasMoreThanHalfOfTheQueueAndOne() {
        come("a1", "a2", "a3", "a4", "a5", "a6");
        assertNotNull(turns.get("a6"));
        come("a7");
        assertNull(turns.get("a7"));
    }

    @Test
    void nothingIsLeftOver() {
        come("a1", "a2", "a3");
        leave("a3", "a3", "a1", "a2", "a1");
        assertFalse(places.pass());
        come("a4", "a5");
        expect("+a1 +a2 +a4 +a5");
    }
}
