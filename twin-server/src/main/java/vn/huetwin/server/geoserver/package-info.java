/**
 * A GeoServer beside the city. It reads views of the layers with a role that can only read; its catalogue is written over
 * its REST interface so that it says what ours says, and again whenever ours has changed.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.geoserver;
