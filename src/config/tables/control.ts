import * as v from "valibot";
import { oneOf, setting, yesNo } from "../words.ts";

/** `[control]` as it is written, and as the server uses it: how commands speak to the running server. */
export interface ControlSettings {
	readonly enabled: boolean;
	readonly transport: "auto" | "socket" | "tcp";
}

export const controlTable: v.GenericSchema<unknown, ControlSettings> =
	v.strictObject({
		enabled: setting({
			is: yesNo,
			preset: true,
			about:
				"Whether commands such as status, sessions and reload can speak to the running server.",
		}),
		transport: setting({
			is: oneOf("auto", "socket", "tcp"),
			preset: "auto",
			about:
				"How: a socket in the data folder (a named pipe on Windows), or TCP on the loopback address with a token; auto takes the socket where the file system has them.",
		}),
	});
