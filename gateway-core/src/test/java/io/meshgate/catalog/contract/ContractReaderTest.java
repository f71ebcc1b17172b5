package io.meshgate.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractReaderTest {

  private static final String VALID =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: orders-1
      version: 1.0.0
      status: active
      domain: sales
      name: orders
      servers:
        - server: warehouse
          type: postgres
          host: localhost
          port: 5432
          database: ops
          schema: public
      schema:
        - name: lines
          physicalType: table
          properties:
            - name: id
              physicalType: bigint
              primaryKey: true
            - name: amount
              physicalType: numeric(12,2)
              quality:
                - type: library
                  metric: nullValues
                  mustBe: 0
      """;

  @Test
  void printAll() {
    for (String name :
        List.of(
            "all-data-types",
            "all-schema-types",
            "column-custom",
            "database-table-sla",
            "full-example",
            "postgresql-adventureworks-contract")) {
      System.out.println(name + read(name).problems());
    }
    bad("version: 1.0.0", "version: 1.0");
    bad("domain: sales", "domian: sales");
    bad("id: orders-1\n", "");
    bad("        mustBe: 0\n", "        severity: error\n");
    bad("        mustBe: 0\n", "        mustBe: 0\n            mustBeLessThan: 2\n");
    bad("metric: nullValues", "metric: nullvalues");
    bad("type: postgres\n", "type: postgre\n");
    bad("    port: 5432\n", "");
    bad("    port: 5432\n", "    port: '5432'\n");
    bad("    port: 5432\n", "    port: 5432\n    serviceName: x\n");
    bad("primaryKey: true", "primarykey: true");
    bad("primaryKey: true", "primaryKey: yes");
    bad("name: amount\n", "name: ID\n");
    bad("apiVersion: v3.1.0", "apiVersion: v2.2.2");
    bad("apiVersion: v3.1.0", "apiVersion: v3.2.0");
    bad("apiVersion: v3.1.0", "apiVersion: v4.0.0");
    bad("primaryKey: true", "deprecated: true");
    bad("primaryKey: true", "relationships: [{to: lines.idd}]");
    bad("primaryKey: true", "relationships: [{to: linesidd}]");
    bad("primaryKey: true", "relationships: [{from: lines.id, to: lines.amount}]");
    bad("status: active", "team: [{user: x}]\nstatus: active");
    bad("status: active", "team: {nam: x}\nstatus: active");
    bad("status: active", "team: 7\nstatus: active");
    bad("status: active", "tags: x\nstatus: active");
    bad("primaryKey: true", "logicalType: str");
    bad("primaryKey: true", "logicalType: string\n        logicalTypeOptions: {maxLenght: 3}");
    bad("physicalType: table", "relationships: [{from: lines.id, to: [a.b]}]");
  }

  private static void bad(String from, String to) {
    String text = VALID.replace(from, to);
    assertThat(text).isNotEqualTo(VALID);
    System.out.println("--- " + to.strip());
    ContractReader.read("a.odcs.yaml", text.getBytes(StandardCharsets.UTF_8))
        .problems()
        .forEach(System.out::println);
  }

  private static ContractReading read(String name) {
    String path = "/odcs/" + name + ".odcs.yaml";
    try (InputStream stream = ContractReaderTest.class.getResourceAsStream(path)) {
      assertThat(stream).isNotNull();
      return ContractReader.read(name, stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
