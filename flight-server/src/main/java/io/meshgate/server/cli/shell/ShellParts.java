package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.GatewayConnection;

/**
 * What the parts of one shell share.
 *
 * @param connection the connection to the gateway
 * @param settings how results are shown
 * @param interrupts what Ctrl-C ends
 */
record ShellParts(GatewayConnection connection, Settings settings, Interrupts interrupts) {}
