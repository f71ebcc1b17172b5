package io.meshgate.server.audit.record;

/** Some bytes are no record of a trail, or not the record that they say they are. */
public final class BadRecordException extends Exception {

  BadRecordException(String message) {
    super(message);
  }

  BadRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
