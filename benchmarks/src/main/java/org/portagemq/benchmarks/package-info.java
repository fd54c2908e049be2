package org.portagemq.benchmarks;
