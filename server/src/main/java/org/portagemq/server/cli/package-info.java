/** The command line: one class per command, built without annotations so that starting costs little. */
package org.portagemq.server.cli;
