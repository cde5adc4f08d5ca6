import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The process's Prometheus registry, served at `/metrics`. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const operationSeconds = new Histogram({
  name: 'dotmac_operation_seconds',
  help: 'Time of operations by name, door and outcome code.',
  labelNames: ['operation', 'door', 'outcome'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers: [metrics],
});

export const realtimeListeners = new Gauge({
  name: 'dotmac_realtime_listeners',
  help: 'Open realtime streams by topic.',
  labelNames: ['topic'] as const,
  registers: [metrics],
});
