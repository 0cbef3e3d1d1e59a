import * as v from "valibot";
import { setting, yesNo } from "../words.ts";

/** `[active]` as it is written, and as the server uses it: data connections that the server opens. */
export interface ActiveSettings {
	readonly enabled: boolean;
}

export const activeTable: v.GenericSchema<unknown, ActiveSettings> =
	v.strictObject({
		enabled: setting({
			is: yesNo,
			preset: true,
			about:
				"Let clients have the server open the connection for files (PORT, EPRT), to their own address only.",
		}),
	});
