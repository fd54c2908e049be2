/** The broker's end of what clients say in sessions: their commands as calls of the broker API, and its answers as events. */
package org.portagemq.remoting.session;
