import type { ClientSockets } from "./client-sockets.ts";
import {
	type DataCommand,
	FtpsClient,
	type FtpsTarget,
} from "./ftps-client.ts";

/** A round trip to be made. */
export interface TripPlan {
	readonly target: FtpsTarget;
	readonly way: "passive" | "active";
	readonly login: { readonly user: string; readonly password: string };
	/** What is sent there and must come back. */
	readonly content: Uint8Array;
	readonly sockets: ClientSockets;
	/** Ends all of it. */
	readonly signal: AbortSignal;
}

/** What a round trip saw. */
export interface TripFacts {
	/** How many data connections resumed the control connection's TLS session. */
	readonly resumed: number;
	readonly dataConnections: number;
}

const FILE = "oceanftp-doctor.bin";

const COMMANDS: Readonly<
	Record<TripPlan["way"], readonly [DataCommand, DataCommand]>
> = {
	passive: ["EPSV", "PASV"],
	active: ["EPRT", "PORT"],
};

/**
 * Logs in, sends a file, finds it in the listing, takes it back, compares, and removes it; both commands of the way are
 * used. All data travels under TLS and has to end with close_notify.
 *
 * @throws {Error} at the first thing that is not as it should be, saying what it was
 */
export async function roundTrip(plan: TripPlan): Promise<TripFacts> {
	const { content, login, sockets, signal, target, way } = plan;
	const [first, second] = COMMANDS[way];
	const client = await FtpsClient.connect({ sockets, target, signal });
	try {
		await client.login(login.user, login.password);
		const up = await client.upload(`STOR ${FILE}`, content, first);
		const list = await client.download("MLSD", second);
		mustEnd(list.ending, "the listing");
		mustList(new TextDecoder().decode(list.bytes), content.length);
		const down = await client.download(`RETR ${FILE}`, second);
		mustEnd(down.ending, "the download");
		mustEqual(down.bytes, content);
		await client.command(`DELE ${FILE}`, 250);
		const empty = await client.download("NLST", first);
		if (new TextDecoder().decode(empty.bytes).includes(FILE)) {
			throw new Error("a file that was deleted is still listed");
		}
		await client.quit();
		const all = [up, list, down, empty];
		return {
			resumed: all.filter((each) => each.resumed).length,
			dataConnections: all.length,
		};
	} finally {
		client.destroy();
	}
}

function mustEnd(ending: string | undefined, what: string): void {
	if (ending === "close_notify") return;
	throw new Error(`${what} ended by ${ending ?? "nothing"}, not close_notify`);
}

function mustList(listing: string, sizeBytes: number): void {
	const line = listing.split("\r\n").find((each) => each.endsWith(` ${FILE}`));
	if (line === undefined) throw new Error("the uploaded file is not listed");
	if (new RegExp(`(^|;)size=${sizeBytes};`, "i").test(line)) return;
	throw new Error(`the listing does not say size ${sizeBytes}: ${line}`);
}

function mustEqual(found: Uint8Array, sent: Uint8Array): void {
	if (found.length !== sent.length) {
		throw new Error(
			`${sent.length} bytes were sent, ${found.length} came back`,
		);
	}
	const at = sent.findIndex((byte, index) => found[index] !== byte);
	if (at !== -1) throw new Error(`byte ${at} came back changed`);
}
