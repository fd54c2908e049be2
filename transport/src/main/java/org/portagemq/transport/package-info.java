/**
 * What every gateway needs of the network: listeners, the register of connections with its limits, deadlines, heartbeats
 * and back-pressure. Knows no protocol.
 */
package org.portagemq.transport;
