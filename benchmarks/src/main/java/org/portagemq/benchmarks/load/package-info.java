// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** A steady load as a program of its own, by whichever client library is to be measured. */
package org.portagemq.benchmarks.load;
