/** Events from Apache Kafka (CloudEvents Kafka binding 1.0.2); offsets are kept beside the events they brought. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.kafka;
