package io.meshgate.server.cli.shell.sql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.impl.CompletionMatcherImpl;

/** Keeps the proposals that begin like what is typed, whatever their case and quotes. */
public final class ProposalMatcher extends CompletionMatcherImpl {

  /** Keeps nothing between two completions. */
  public ProposalMatcher() {}

  @Override
  protected void defaultMatchers(
      Map<LineReader.Option, Boolean> options,
      boolean prefix,
      CompletingParsedLine line,
      boolean caseInsensitive,
      int errors,
      String originalGroupName) {
    String typed = plain(line.word());
    matchers = List.of(simpleMatcher(proposal -> plain(proposal).startsWith(typed)));
    exact = proposal -> plain(proposal).equals(typed);
  }

  private static String plain(String text) {
    return text.replace("\"", "").toLowerCase(Locale.ROOT);
  }
}
