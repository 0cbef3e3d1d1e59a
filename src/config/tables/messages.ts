import * as v from "valibot";
import { setting, whole } from "../words.ts";

/** `[messages]` as it is written. */
export interface RawMessages {
	width: number;
}

/** The texts that clients are told; they stand in `messages/` in the data folder. */
export interface MessageSettings {
	/** In characters; longer lines are wrapped. */
	readonly width: number;
}

export const messagesTable: v.GenericSchema<unknown, RawMessages> =
	v.strictObject({
		width: setting({
			is: whole(20, 500),
			preset: 75,
			about: "Characters after which a line of a message is wrapped.",
		}),
	});
