// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Loops that crash a real server under load, again and again, and compare what clients were told with what is there. */
package org.portagemq.benchmarks.loops;
