import { isAddress, isLoopback, OperatorError } from "../../base/index.ts";
import { type HttpListener, servePage } from "../../platform/index.ts";
import { PROMETHEUS_TYPE } from "./prometheus-text.ts";

/** Where metrics can be read, and who makes the text. */
export interface MetricsRequest {
	/** A loopback address, or `localhost`, which means 127.0.0.1 here. */
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	/** Somebody said that others than this machine may read them. */
	readonly public?: boolean;
	readonly render: () => string;
}

/**
 * Serves `GET /metrics` over HTTP, to this machine alone unless told otherwise: the numbers tell much, and nobody is
 * asked for a password.
 *
 * @throws {OperatorError} metrics.not-loopback, bind.in-use, bind.no-right, bind.failed
 */
export async function serveMetrics({
	host,
	port,
	public: isPublic = false,
	render,
}: MetricsRequest): Promise<HttpListener> {
	const address = host === "localhost" ? "127.0.0.1" : host;
	if (!isPublic && !(isAddress(address) && isLoopback(address))) {
		throw new OperatorError(
			"metrics.not-loopback",
			`Metrics are not served on ${host}.`,
			{
				why: "whoever reaches that address could read them without a password",
				fix: '[metrics] host = "127.0.0.1" and a proxy with a login in front, or public = true',
			},
		);
	}
	return await servePage(
		{ host: address, port },
		{ path: "/metrics", contentType: PROMETHEUS_TYPE, text: render },
	);
}
