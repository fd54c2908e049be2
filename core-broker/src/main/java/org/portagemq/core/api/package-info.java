/**
 * The broker API: the one door between protocol gateways and a broker. It is asynchronous wherever an implementation
 * may touch a disk, and says nothing of files or wire formats.
 *
 * <p>Threads: a {@link org.portagemq.core.api.Session} belongs to one executor, usually a connection's event loop. All
 * methods of the session and of everything made by it are called on that executor, and all its listeners are called
 * there; no call blocks.
 */
package org.portagemq.core.api;
