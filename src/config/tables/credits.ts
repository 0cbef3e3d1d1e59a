import * as v from "valibot";
import { setting, signed, textThat, yesNo } from "../words.ts";

/** `[credits]` as it is written. */
export interface RawCredits {
	enabled: boolean;
	upload: number | undefined;
	download: number | undefined;
	ratio: string | undefined;
}

/** What a KiB earns (positive) or costs (negative) in each direction. */
export interface CreditSettings {
	readonly enabled: boolean;
	readonly uploadPerKib: number;
	readonly downloadPerKib: number;
}

/** How much may be downloaded for what is uploaded. @example ratioOf("1:3") // { uploaded: 1, downloaded: 3 } */
export function ratioOf(
	text: string,
): { readonly uploaded: number; readonly downloaded: number } | undefined {
	const match = /^([0-9]{1,6}):([0-9]{1,6})$/.exec(text);
	const [uploaded = 0, downloaded = 0] = (match ?? []).slice(1).map(Number);
	return uploaded > 0 && downloaded > 0 ? { uploaded, downloaded } : undefined;
}

export const creditsTable: v.GenericSchema<unknown, RawCredits> =
	v.strictObject({
		enabled: setting({
			is: yesNo,
			preset: false,
			about: "Whether transfers earn and cost credits.",
		}),
		upload: setting({
			is: signed,
			example: 3,
			about:
				"Credits for each KiB that is uploaded: positive is earned, negative is paid; 0 when absent.",
		}),
		download: setting({
			is: signed,
			example: -1,
			about:
				"Credits for each KiB that is downloaded: positive is earned, negative is paid; 0 when absent.",
		}),
		ratio: setting({
			is: textThat(
				(ratio) => ratioOf(ratio) !== undefined,
				"must be two whole numbers above 0 with a colon, as in 1:3",
			),
			pattern: "^[0-9]{1,6}:[0-9]{1,6}$",
			example: "1:3",
			about:
				"Instead of upload and download: 1:3 lets users download three bytes for each that they upload.",
		}),
	});

export function creditSettings(raw: RawCredits): CreditSettings {
	const ratio = raw.ratio === undefined ? undefined : ratioOf(raw.ratio);
	return ratio === undefined
		? {
				enabled: raw.enabled,
				uploadPerKib: raw.upload ?? 0,
				downloadPerKib: raw.download ?? 0,
			}
		: {
				enabled: raw.enabled,
				uploadPerKib: ratio.downloaded,
				downloadPerKib: -ratio.uploaded,
			};
}
