// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What the broker costs without any protocol: measured in this process, through the broker API. */
package org.portagemq.benchmarks.core;
