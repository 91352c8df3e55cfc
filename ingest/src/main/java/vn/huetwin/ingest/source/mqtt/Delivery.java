package vn.huetwin.ingest.source.mqtt;

import vn.huetwin.ingest.source.format.Message;

/** A message that the broker holds until it is acknowledged. */
record Delivery(Message message, Runnable acknowledge) {}
