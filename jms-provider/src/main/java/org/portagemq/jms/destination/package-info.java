/** Queues and topics as applications name them. */
package org.portagemq.jms.destination;
