// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Requests of producers. */
package org.portagemq.remoting.produce;
