/** The broker over its own store: one core, serial, that routes, keeps delivery state, and hands out. */
package org.portagemq.core.engine;
