// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Producers of messages, plain and transactional. */
package org.portagemq.client.produce;
