package org.portagemq.transport;
