// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What the engines of both versions of AMQP and the socket below them ask of each other. */
package org.portagemq.amqp.engine;
