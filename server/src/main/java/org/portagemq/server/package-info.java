/** The server program: the composition root that starts the broker with its listeners, and the command line. */
package org.portagemq.server;
