package io.meshgate.connector.testing.mutant;

import java.lang.reflect.Method;
import java.util.Optional;

/** Finds tests by their names. */
final class Tests {

  private Tests() {}

  /** The class of that name; empty if there is none. */
  static Optional<Class<?>> type(String name) {
    try {
      return Optional.of(Class.forName(name, false, Tests.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      // Renamed or removed: then there is no such test.
      return Optional.empty();
    }
  }

  /** The method of a class of tests or of one above it, whatever its parameters. */
  static Optional<Method> method(Class<?> type, String name) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        if (method.getName().equals(name) && !method.isSynthetic()) {
          return Optional.of(method);
        }
      }
    }
    return Optional.empty();
  }

  /** A class without its package. */
  static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
