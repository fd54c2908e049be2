package org.portagemq.server;
