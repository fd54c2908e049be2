// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What all connections share: topics, groups and their members, locks. */
package org.portagemq.remoting.node;
