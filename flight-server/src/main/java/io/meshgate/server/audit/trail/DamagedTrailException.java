package io.meshgate.server.audit.trail;

import java.io.IOException;

/** The last file of a trail is not what a gateway has written, and no crash makes it so. */
final class DamagedTrailException extends IOException {

  private static final long serialVersionUID = 1;

  DamagedTrailException(String message) {
    super(message);
  }
}
