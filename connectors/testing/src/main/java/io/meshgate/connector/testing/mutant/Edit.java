package io.meshgate.connector.testing.mutant;

import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.asm.MemberSubstitution.Substitution.Chain;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * A change in one place: of the methods of a name, or of the calls within them of another method.
 *
 * @param method the methods
 * @param call what they call, where only that is changed
 */
record Edit(Place method, Optional<Place> call, Change change) {

  Edit {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(change, "change");
  }

  /**
   * All methods of one name of a class.
   *
   * @param type the binary name of the class
   */
  record Place(String type, String name) {

    /**
     * @param text {@code Class#method}; a class of the project without {@code io.meshgate.}
     */
    static Place of(String text) {
      int hash = text.indexOf('#');
      if (hash < 1) {
        throw new IllegalArgumentException("A place is Class#method, not " + text);
      }
      String type = text.substring(0, hash);
      return new Place(
          type.matches("(javax?|com|org)\\..*") ? type : Mutant.PREFIX + type,
          text.substring(hash + 1));
    }

    /** What {@link #of} reads. */
    String source() {
      return (type.startsWith(Mutant.PREFIX) ? type.substring(Mutant.PREFIX.length()) : type)
          + "#"
          + name;
    }

    /** The methods of that name, with the lambdas that are written in them. */
    ElementMatcher.Junction<MethodDescription> matcher() {
      return named(name).or(nameStartsWith("lambda$" + name + "$"));
    }

    /** Whether there is such a method. */
    boolean exists() {
      return Arrays.stream(load().getDeclaredMethods()).anyMatch(m -> m.getName().equals(name));
    }

    /** The class, which is not initialized. */
    Class<?> load() {
      try {
        return Class.forName(type, false, Edit.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("There is no class " + type, e);
      }
    }

    /** The class without its package, and the method. */
    String text() {
      return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + name;
    }
  }

  /** The edit in words. */
  String text() {
    String answer = " answers " + change.text();
    return call.map(called -> "`" + called.text() + "`" + answer + " to `" + method.text() + "`")
        .orElseGet(() -> "`" + method.text() + "`" + answer);
  }

  /**
   * Makes changes in this process, which must not have loaded the classes.
   *
   * @throws IllegalStateException if there is nothing to change
   */
  static void apply(List<Edit> edits) {
    Map<Edit, Outcome> outcomes = new LinkedHashMap<>();
    edits.forEach(edit -> outcomes.put(edit, edit.install()));
    // Only now, since one class may be changed in several places.
    outcomes.forEach(
        (edit, outcome) -> {
          edit.method().load();
          outcome.requireChanged(edit);
        });
  }

  private Outcome install() {
    Outcome outcome = new Outcome();
    // Nothing is passed over: what is written in a lambda is a method that the compiler names.
    new AgentBuilder.Default(new ByteBuddy().ignore(none()))
        .disableClassFormatChanges()
        .with(outcome)
        .type(named(method.type()))
        .transform((builder, type, loader, module, domain) -> changed(builder, type, outcome))
        .installOn(ByteBuddyAgent.install());
    return outcome;
  }

  private DynamicType.Builder<?> changed(
      DynamicType.Builder<?> builder, TypeDescription type, Outcome outcome) {
    if (call.isEmpty()) {
      outcome.found = !type.getDeclaredMethods().filter(named(method.name())).isEmpty();
      return builder.visit(change.advice().on(named(method.name())));
    }
    return builder.visit(substitution(call.get(), outcome));
  }

  private AsmVisitorWrapper substitution(Place called, Outcome outcome) {
    MemberSubstitution.WithoutSpecification.ForMatchedMethod calls =
        MemberSubstitution.relaxed()
            .method(
                candidate -> {
                  boolean same =
                      candidate.getName().equals(called.name())
                          && candidate
                              .getDeclaringType()
                              .asErasure()
                              .getName()
                              .equals(called.type());
                  outcome.found |= same;
                  return same;
                });
    MemberSubstitution replaced =
        change == Change.NOTHING
            ? calls.stub()
            : calls.replaceWith(
                Chain.with(Assigner.DEFAULT, Assigner.Typing.DYNAMIC)
                    .executing(Chain.Step.ForDelegation.to(answer())));
    return replaced.on(method.matcher());
  }

  private Method answer() {
    String name =
        switch (change) {
          case TRUE -> "yes";
          case FALSE -> "no";
          case EMPTY -> "empty";
          case EMPTY_LIST -> "none";
          case EMPTY_SET -> "nobody";
          case MESSAGE -> "message";
          case CAUSE -> "cause";
          case SELF -> "self";
          case FIRST -> "first";
          case SECOND -> "second";
          case NOTHING, KEPT ->
              throw new IllegalStateException("A call cannot answer " + change.text());
        };
    return Arrays.stream(Answers.class.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What became of the class. */
  private static final class Outcome extends AgentBuilder.Listener.Adapter {
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean changed;
    private volatile boolean found;

    @Override
    public void onTransformation(
        TypeDescription type,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        DynamicType dynamicType) {
      changed = true;
    }

    @Override
    public void onError(
        String typeName,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        Throwable throwable) {
      failure.set(throwable);
    }

    void requireChanged(Edit edit) {
      if (failure.get() != null || !changed || !found) {
        throw new IllegalStateException("Nothing was changed: " + edit.text(), failure.get());
      }
    }
  }
}
