import type { Clock } from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import type { Log } from "../../log/index.ts";
import type { HttpListener } from "../../platform/index.ts";
import type { RunningServer } from "../create-server.ts";
import { createMetrics, type Metrics } from "./create-metrics.ts";
import { serveMetrics } from "./serve-metrics.ts";

/** The metrics of a server, or what stands in for them where they are switched off. */
export interface OpenMetrics {
	/** One more of the server's logs. */
	readonly log: Log;
	/**
	 * Offers them, once there is a server to ask. @returns where, if they are switched on
	 * @throws {OperatorError} as {@link serveMetrics}
	 */
	serve(
		server: Pick<RunningServer, "passivePorts">,
	): Promise<HttpListener["endpoint"] | undefined>;
	/** For numbers that others have. */
	readonly gauge: Metrics["gauge"];
	close(): Promise<void>;
}

/** Counts from now on, if the settings want it. */
export function openMetrics(
	settings: Settings["metrics"],
	clock: Clock,
): OpenMetrics {
	if (!settings.enabled) return SWITCHED_OFF;
	const metrics = createMetrics({ clock });
	const { gauge, log, render } = metrics;
	let listener: HttpListener | undefined;
	return {
		log,
		gauge,
		serve: async (server) => {
			gauge("oceanftp_passive_ports", () => server.passivePorts().size);
			gauge(
				"oceanftp_passive_ports_leased",
				() => server.passivePorts().leased,
			);
			listener = await serveMetrics({ ...settings, render });
			return listener.endpoint;
		},
		close: async () => {
			metrics.close();
			await listener?.close();
		},
	};
}

const SWITCHED_OFF: OpenMetrics = {
	log: { event: () => undefined, hears: () => false },
	serve: async () => undefined,
	gauge: () => undefined,
	close: async () => undefined,
};
