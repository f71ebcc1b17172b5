package io.meshgate.connector.testing.mutant;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/** What a method answers without running its body. */
public enum Change {
  /** True. */
  TRUE("true", True.class),
  /** False. */
  FALSE("false", False.class),
  /** Nothing, or null, zero or false if it has to answer. */
  NOTHING("nothing", Skipped.class),
  /** An empty {@link Optional}. */
  EMPTY("empty", Empty.class),
  /** An empty {@link List}. */
  EMPTY_LIST("an empty list", EmptyList.class),
  /** An empty {@link Set}. */
  EMPTY_SET("an empty set", EmptySet.class),
  /** The object that it belongs to. */
  SELF("the object itself", Self.class),
  /** Its first argument. */
  FIRST("its first argument", First.class),
  /** Its second argument. */
  SECOND("its second argument", Second.class),
  /** The whole text of the {@link Throwable} that it belongs to. */
  MESSAGE("the whole text", Message.class),
  /** The text of the cause of the {@link Throwable} that it belongs to, or its own without one. */
  CAUSE("the text of the cause", Cause.class),
  /** What it answered the first time, for each object that it belongs to. */
  KEPT("its first answer, for ever", Kept.class);

  private final String text;
  private final Class<?> answer;

  Change(String text, Class<?> answer) {
    this.text = text;
    this.answer = answer;
  }

  /** The change in words. */
  String text() {
    return text;
  }

  /** The change of a method's own body. */
  Advice advice() {
    Advice.WithCustomMapping answering =
        Advice.withCustomMapping().with(new AssignReturned.Factory());
    boolean whole = answer == Skipped.class || answer == Kept.class;
    return whole ? answering.to(answer) : answering.to(Skipped.class, answer);
  }

  // Byte Buddy copies the bodies of these methods into the method that is changed.

  private static final class Skipped {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  private static final class True {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned
    static boolean exit() {
      return true;
    }
  }

  private static final class False {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned
    static boolean exit() {
      return false;
    }
  }

  private static final class Empty {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static Object exit() {
      return Optional.empty();
    }
  }

  private static final class EmptyList {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static Object exit() {
      return List.of();
    }
  }

  private static final class EmptySet {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static Object exit() {
      return Set.of();
    }
  }

  private static final class Self {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static Object exit(@Advice.This(typing = Typing.DYNAMIC) Object self) {
      return self;
    }
  }

  private static final class First {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static Object exit(@Advice.Argument(value = 0, typing = Typing.DYNAMIC) Object first) {
      return first;
    }
  }

  private static final class Second {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static Object exit(@Advice.Argument(value = 1, typing = Typing.DYNAMIC) Object second) {
      return second;
    }
  }

  private static final class Message {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned
    static String exit(@Advice.This(typing = Typing.DYNAMIC) Object self) {
      return Answers.message(self);
    }
  }

  private static final class Cause {
    @Advice.OnMethodExit
    @AssignReturned.ToReturned
    static String exit(@Advice.This(typing = Typing.DYNAMIC) Object self) {
      return Answers.cause(self);
    }
  }

  private static final class Kept {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static @Nullable Object enter(
        @Advice.This(optional = true, typing = Typing.DYNAMIC) @Nullable Object self) {
      return Answers.kept(self);
    }

    @Advice.OnMethodExit
    @AssignReturned.ToReturned(typing = Typing.DYNAMIC)
    static @Nullable Object exit(
        @Advice.This(optional = true, typing = Typing.DYNAMIC) @Nullable Object self,
        @Advice.Enter @Nullable Object kept,
        @Advice.Return(typing = Typing.DYNAMIC) @Nullable Object answer) {
      return kept == null ? Answers.keep(self, answer) : kept;
    }
  }
}
