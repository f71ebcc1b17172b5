package io.meshgate.server.flight;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** The native libraries that carry connections where the platform has them. */
final class NativeParts {

  private static final String NATIVE = "BoringSSL";

  private NativeParts() {}

  /** One sentence on what is used, and on what is not. */
  static String inUse(Optional<SslContext> tls) {
    String sockets =
        Epoll.isAvailable() ? "epoll" : "the JDK (epoll is not available on this platform)";
    String encryption =
        tls.map(context -> ", and encrypted by " + (isNative(context) ? NATIVE : "the JDK"))
            .orElse("");
    return "Connections are carried by " + sockets + encryption;
  }

  // A context that follows its files is none of the library's own classes; its engines are.
  private static boolean isNative(SslContext context) {
    SSLEngine engine = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
    if (engine instanceof ReferenceCountedOpenSslEngine counted) {
      counted.release();
      return true;
    }
    return false;
  }
}
