package io.meshgate.server.flight;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/** The native libraries that carry connections where the platform has them. */
final class NativeParts {

  private NativeParts() {}

  /** One sentence on what is used, and on what is not. */
  static String inUse(Optional<SslContext> tls) {
    String sockets =
        Epoll.isAvailable() ? "epoll" : "the JDK (epoll is not available on this platform)";
    String encryption =
        tls.map(context -> context instanceof OpenSslContext ? OpenSsl.versionString() : "the JDK")
            .map(library -> ", and encrypted by " + library)
            .orElse("");
    return "Connections are carried by " + sockets + encryption;
  }
}
