package io.meshgate.server.cli.client;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** How a client shows who it is. Its own text for people holds no secret. */
public sealed interface Login {

  /** The secret, so that nothing writes it down. */
  String secret();

  /**
   * A name and a password, against which the gateway gives tokens.
   *
   * @param user the name
   * @param secret the password
   */
  record Password(String user, String secret) implements Login {
    public Password {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(secret, "secret");
    }

    @Override
    public String toString() {
      return "user " + user;
    }
  }

  /**
   * A token that somebody else gave.
   *
   * @param secret the token
   * @param file where it was read, to read it again after it has expired
   */
  record Token(String secret, Optional<Path> file) implements Login {
    public Token {
      Objects.requireNonNull(secret, "secret");
      Objects.requireNonNull(file, "file");
    }

    @Override
    public String toString() {
      return "a token";
    }
  }
}
