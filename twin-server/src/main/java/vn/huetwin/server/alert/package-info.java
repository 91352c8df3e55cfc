/** What the city tells by itself: geofences, standing patterns, deadlines and figures, and the subscriptions to hear of it. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.alert;
