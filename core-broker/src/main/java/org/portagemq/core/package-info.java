package org.portagemq.core;
