import type { Account } from "../../accounts/index.ts";
import { formatSize, OperatorError, SECOND_MS } from "../../base/index.ts";
import { fillPlaceholders } from "../../files/index.ts";
import { openDatabase, systemClock } from "../../platform/index.ts";
import {
	STATE_DATABASE,
	type Standing,
	standingIn,
} from "../../state/index.ts";
import type { Invocation } from "../command.ts";
import { chosenData } from "../open-data.ts";

/** A running server writes in a moment. */
const BUSY_MS: number = 2 * SECOND_MS;

/** How an account stands by state.db, into which a running server writes every second; undefined when it is not known. */
export async function readStanding(
	invocation: Invocation,
	account: Account,
): Promise<Standing | undefined> {
	const { files, output } = invocation;
	const { path } = await chosenData(invocation);
	const file = files.resolve(path, STATE_DATABASE);
	if ((await files.facts(file)) === undefined) return undefined;
	try {
		const database = await openDatabase({
			file,
			busyMs: BUSY_MS,
			looksOnly: true,
		});
		try {
			return standingIn(database, {
				account: account.name,
				home: fillPlaceholders(account.home, account.name),
				nowMs: systemClock.nowMs(),
			});
		} finally {
			database.close();
		}
	} catch (failure) {
		if (!(failure instanceof OperatorError)) throw failure;
		output.note(`What is used is not known: ${failure.message}`);
		return undefined;
	}
}

/** How much of what an account may use is used, for programs. Absent limits are null; so is all that nobody counts. */
export function standingFacts(
	{ limits }: Account,
	{ credits, day, downloadedBytes, holding, uploadedBytes }: Standing,
): Readonly<Record<string, unknown>> {
	return {
		day,
		uploadedBytes,
		dailyUploadBytes: limits.dailyUploadBytes ?? null,
		downloadedBytes,
		dailyDownloadBytes: limits.dailyDownloadBytes ?? null,
		credits: credits ?? null,
		heldBytes: holding?.bytes ?? null,
		quotaBytes: limits.quotaBytes ?? null,
		heldFiles: holding?.files ?? null,
		quotaFiles: limits.quotaFiles ?? null,
		counted:
			holding === undefined ? null : new Date(holding.countedMs).toISOString(),
	};
}

/** The same for people: a word and what there is to say of it. */
export function standingRows(
	{ limits }: Account,
	{ credits, downloadedBytes, holding, uploadedBytes }: Standing,
): readonly (readonly [string, string])[] {
	const rows: [string, string][] = [
		["uploaded today", ofSize(uploadedBytes, limits.dailyUploadBytes)],
		["downloaded today", ofSize(downloadedBytes, limits.dailyDownloadBytes)],
	];
	if (credits !== undefined) rows.push(["credits now", String(credits)]);
	if (holding !== undefined) {
		const { bytes, files } = holding;
		const most = limits.quotaFiles;
		const shown = most === undefined ? `${files}` : `${files} of ${most}`;
		rows.push([
			"home holds",
			`${ofSize(bytes, limits.quotaBytes)}, ${shown} files`,
		]);
	}
	return rows;
}

/** @example ofSize(1024, 2048) === "1 KiB of 2 KiB" */
function ofSize(bytes: number, most: number | undefined): string {
	const size = formatSize(bytes);
	return most === undefined ? size : `${size} of ${formatSize(most)}`;
}
