/** What `/metrics` tells Prometheus. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

const registry = new Registry()
collectDefaultMetrics({ register: registry })

const seconds = new Histogram({
  name: 'offprint_http_request_duration_seconds',
  help: 'Time from a request to its answer, by route and status',
  labelNames: ['route', 'method', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers: [registry],
})

export function observeRequest(route: string | null, method: string, status: number, duration: number): void {
  // By route, not by address: as many series as the site has kinds of pages.
  seconds.observe({ route: route ?? 'none', method, status: String(status) }, duration)
}

export const metricsText = (): Promise<string> => registry.metrics()
export const METRICS_TYPE = registry.contentType
