// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Measurements by Micrometer, for applications that have it. */
package org.portagemq.client.micrometer;
