// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What administrators do with topics, groups, messages and brokers. */
package org.portagemq.client.admin;
