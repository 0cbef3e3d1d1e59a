export type { Metrics } from "./create-metrics.ts";
export { createMetrics } from "./create-metrics.ts";
export type { GaugeName, GaugeReading } from "./gauges.ts";
export type { OpenMetrics } from "./open-metrics.ts";
export { openMetrics } from "./open-metrics.ts";
export type { MetricsRequest } from "./serve-metrics.ts";
export { serveMetrics } from "./serve-metrics.ts";
