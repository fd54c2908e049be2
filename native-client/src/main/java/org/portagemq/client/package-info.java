// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** The client of PortageMQ, which speaks the remoting protocol of Apache RocketMQ. */
package org.portagemq.client;
