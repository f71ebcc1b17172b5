package io.meshgate.connector.testing.mutant;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.bytebuddy.asm.MemberSubstitution;
import org.jspecify.annotations.Nullable;

/** What changed methods answer. Public because it is called from the classes that are changed. */
public final class Answers {

  private static final Map<Object, Object> KEPT =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private Answers() {}

  /** Yes. */
  public static boolean yes() {
    return true;
  }

  /** No. */
  public static boolean no() {
    return false;
  }

  /** Nothing that might be there. */
  public static Optional<?> empty() {
    return Optional.empty();
  }

  /** No elements. */
  public static List<?> none() {
    return List.of();
  }

  /** No members. */
  public static Set<?> nobody() {
    return Set.of();
  }

  /** All that a failure says. */
  public static String message(@MemberSubstitution.This Object failure) {
    return String.valueOf(((Throwable) failure).getMessage());
  }

  /** What the cause of a failure says, which may be an engine's own words. */
  public static String cause(@MemberSubstitution.This Object failure) {
    Throwable thrown = (Throwable) failure;
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** The object that is asked. */
  public static Object self(@MemberSubstitution.This Object asked) {
    return asked;
  }

  /** The first thing that is handed over. */
  public static Object first(@MemberSubstitution.Argument(0) Object argument) {
    return argument;
  }

  /** The second thing that is handed over. */
  public static Object second(@MemberSubstitution.Argument(1) Object argument) {
    return argument;
  }

  /** The first answer of an object; null if it has given none. */
  public static @Nullable Object kept(@Nullable Object self) {
    return KEPT.get(self == null ? Answers.class : self);
  }

  /** Keeps the first answer of an object, and gives it back. */
  public static @Nullable Object keep(@Nullable Object self, @Nullable Object answer) {
    if (answer != null) {
      KEPT.putIfAbsent(self == null ? Answers.class : self, answer);
    }
    return answer;
  }
}
