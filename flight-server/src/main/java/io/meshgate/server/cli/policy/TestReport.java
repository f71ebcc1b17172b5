package io.meshgate.server.cli.policy;

import com.google.common.collect.ImmutableList;
import io.meshgate.policy.inventory.PolicyFile;
import io.meshgate.policy.review.PolicyTestRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Results of tests as JUnit XML, in the form that Maven Surefire writes and Jenkins and GitLab
 * read: a suite for each policy file, a case for each test.
 */
final class TestReport {

  private static final double NANOS_PER_SECOND = 1e9;

  private final XMLStreamWriter xml;

  private TestReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * The tests of one file.
   *
   * @param file the file; one that cannot be used counts as an error of its own
   * @param nanos how long they took
   */
  record Suite(PolicyFile file, List<PolicyTestRun.Result> results, long nanos) {
    Suite {
      Objects.requireNonNull(file, "file");
      results = ImmutableList.copyOf(results);
    }

    private boolean refused() {
      return file.state() != PolicyFile.State.IN_FORCE;
    }

    private long failures() {
      return results.stream().filter(result -> !result.passed()).count();
    }
  }

  /** Writes a report in place of what is there. */
  static void write(List<Suite> suites, Path path) throws IOException {
    try (OutputStream out = Files.newOutputStream(path)) {
      XMLStreamWriter xml =
          XMLOutputFactory.newInstance().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      new TestReport(xml).write(suites);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("Not writable as XML", e);
    }
  }

  private void write(List<Suite> suites) throws XMLStreamException {
    xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    xml.writeStartElement("testsuites");
    for (Suite suite : suites) {
      write(suite);
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void write(Suite suite) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", suite.file().file());
    xml.writeAttribute(
        "tests", Integer.toString(suite.results().size() + (suite.refused() ? 1 : 0)));
    xml.writeAttribute("failures", Long.toString(suite.failures()));
    xml.writeAttribute("errors", suite.refused() ? "1" : "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", seconds(suite.nanos()));
    if (suite.refused()) {
      begin(suite.file(), "the file can be used", 1);
      fault("error", suite.file().problemTexts());
      xml.writeEndElement();
    }
    for (PolicyTestRun.Result result : suite.results()) {
      begin(
          suite.file(),
          "line %d: %s".formatted(result.test().line(), result.test().title()),
          result.test().line());
      if (!result.passed()) {
        fault("failure", result.failures());
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void begin(PolicyFile file, String name, int line) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("name", clean(name));
    xml.writeAttribute("classname", className(file));
    xml.writeAttribute("file", file.file());
    xml.writeAttribute("line", Integer.toString(line));
    xml.writeAttribute("time", "0");
  }

  private void fault(String element, List<String> texts) throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", clean(texts.isEmpty() ? "" : texts.get(0)));
    xml.writeAttribute("type", element.equals("error") ? "policy file" : "expectation");
    xml.writeCharacters(clean(String.join("\n", texts)));
    xml.writeEndElement();
  }

  /** Build servers group by what stands before the last dot. */
  private static String className(PolicyFile file) {
    return "policies."
        + file.set()
            .map(set -> set.id())
            .orElseGet(() -> String.valueOf(Path.of(file.file()).getFileName()).replace('.', '_'));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_SECOND);
  }

  /** XML 1.0 has no way to write most control characters. */
  private static String clean(String text) {
    return text.codePoints()
        .map(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
