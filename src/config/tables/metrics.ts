import * as v from "valibot";
import { isAddress } from "../../base/index.ts";
import { port, setting, textThat, yesNo } from "../words.ts";

/** `[metrics]` as it is written, and as the server uses it: figures for Prometheus. */
export interface MetricsSettings {
	readonly enabled: boolean;
	readonly host: string;
	readonly port: number;
	/** Somebody said that others than this machine may read them. */
	readonly public: boolean;
}

export const metricsTable: v.GenericSchema<unknown, MetricsSettings> =
	v.strictObject({
		enabled: setting({
			is: yesNo,
			preset: false,
			about: "Whether figures are offered in Prometheus' text form.",
		}),
		host: setting({
			is: textThat(isAddress, "must be an IPv4 or IPv6 address"),
			preset: "127.0.0.1",
			about:
				"The address to offer them on; one that is not loopback needs metrics.public.",
		}),
		port: setting({
			is: port,
			preset: 9121,
			about: "The port to offer them on; 0 for any free one.",
		}),
		public: setting({
			is: yesNo,
			preset: false,
			about:
				"Allow an address that others can reach: whoever does can read the figures, without a password.",
		}),
	});
