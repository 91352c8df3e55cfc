/** Events from MQTT 5 and 3.1.1 brokers (CloudEvents MQTT binding 1.0.2); a message is acknowledged after its commit. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.mqtt;
