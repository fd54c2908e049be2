/** Connections and sessions: producers, consumers, browsers, transactions. */
package org.portagemq.jms.connection;
