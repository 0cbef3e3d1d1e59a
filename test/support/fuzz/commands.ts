import type { Server } from "../start-server.ts";
import { FuzzClient } from "./client.ts";
import { ARRANGING, randomLine, TRANSFERS, verbOf } from "./lines.ts";
import type { Random } from "./random.ts";

const CRLF = Uint8Array.of(13, 10);
const ABOR = new TextEncoder().encode("ABOR");
/** A server lets so many lines wait behind a transfer. */
const MAX_BATCH = 16;
/** A new session after so many lines, so that the state does not settle. */
const LINES_A_SESSION = 2_000;

/**
 * Sends random command lines in batches, and sees that each gets its one final reply.
 *
 * @throws {Error} what went wrong, with the batch that brought it about
 * @returns how many replies came
 */
export async function fuzzCommands(
	server: Server,
	random: Random,
	lines: number,
): Promise<number> {
	let left = lines;
	let replies = 0;
	while (left > 0) {
		const secure = random.percent(50);
		await using client = await FuzzClient.connect(server, secure);
		for (let sent = 0; sent < LINES_A_SESSION && left > 0; ) {
			const batch = await oneBatch(client, random, Math.min(MAX_BATCH, left));
			sent += batch;
			left -= batch;
		}
		await client.settle();
		replies += client.replies;
	}
	return replies;
}

async function oneBatch(
	client: FuzzClient,
	random: Random,
	most: number,
): Promise<number> {
	const lines: Uint8Array[] = [];
	const count = 1 + random.below(most);
	for (let at = 0; at < count; at++) {
		const line = randomLine(random);
		const verb = verbOf(line);
		// TLS would begin, and this client does not follow.
		if (verb === "AUTH" && !client.ftp.control.isSecure) continue;
		lines.push(line);
		// Nobody will come to the data connection.
		const waits = TRANSFERS.includes(verb) || verb.startsWith("X");
		if (waits || random.percent(2)) lines.push(ABOR);
		if (ARRANGING.includes(verb) && random.percent(50))
			lines.push(new TextEncoder().encode("LIST"), ABOR);
	}
	const bytes = Buffer.concat(lines.flatMap((line) => [line, CRLF]));
	await inPieces(client, random, bytes);
	try {
		await client.finals(lines.length);
	} catch (cause) {
		const shown = lines.map((line) =>
			JSON.stringify(Buffer.from(line.subarray(0, 200)).toString("latin1")),
		);
		throw new Error(`after these lines:\n${shown.join("\n")}`, { cause });
	}
	return lines.length;
}

async function inPieces(
	client: FuzzClient,
	random: Random,
	bytes: Uint8Array,
): Promise<void> {
	if (random.percent(80)) return client.ftp.send(bytes);
	for (let at = 0; at < bytes.length; ) {
		const piece = bytes.subarray(at, at + 1 + random.below(200));
		client.ftp.control.push(piece);
		at += piece.length;
	}
}
