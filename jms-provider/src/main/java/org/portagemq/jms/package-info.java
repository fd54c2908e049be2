// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Jakarta Messaging over the native protocol. */
package org.portagemq.jms;
