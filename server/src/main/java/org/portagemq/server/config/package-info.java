/** Reads settings from the command line, the environment and a file, and checks them against all declarations. */
package org.portagemq.server.config;
