import { within } from "../deadline.ts";
import type { Server } from "../start-server.ts";
import type { Wire } from "../wire.ts";
import { FuzzClient } from "./client.ts";
import type { Random } from "./random.ts";

const COMMANDS: readonly string[] = [
	...["STOR up.bin", "APPE up.bin", "RETR down.bin", "LIST", "MLSD", "NLST"],
	...["REST 100", "TYPE A"],
];
const ROUNDS_A_SESSION = 50;

/**
 * Runs transfers whose data connections do at random what clients and attackers do, and sees that each command gets its
 * one final reply.
 *
 * @throws {Error} what went wrong, with what was done
 * @returns how many replies came
 */
export async function fuzzData(
	server: Server,
	random: Random,
	rounds: number,
): Promise<number> {
	let replies = 0;
	for (let done = 0; done < rounds; ) {
		await using client = await FuzzClient.connect(server, random.percent(60));
		const until = Math.min(rounds, done + ROUNDS_A_SESSION);
		for (; done < until; done++) {
			const story: string[] = [];
			try {
				await oneTransfer(client, random, story);
			} catch (cause) {
				throw new Error(`after: ${story.join(", ")}`, { cause });
			}
		}
		await client.settle();
		replies += client.replies;
	}
	return replies;
}

async function oneTransfer(
	client: FuzzClient,
	random: Random,
	story: string[],
): Promise<void> {
	const { ftp } = client;
	const arranged = await ftp.arrange(random.percent(50) ? "EPSV" : "PASV");
	const wires: Wire[] = [];
	let lines = 0;
	const send = async (line: string): Promise<void> => {
		story.push(line);
		lines += 1;
		await ftp.send(`${line}\r\n`);
	};
	const connect = async (): Promise<void> => {
		// A second connection finds the port closed, or is closed.
		const wire = await arranged.open().catch(() => undefined);
		story.push(wire === undefined ? "connect in vain" : "connect");
		if (wire !== undefined) wires.push(wire);
	};
	if (random.percent(70)) await connect();
	await send(random.pick(COMMANDS));
	for (let step = random.below(6); step > 0; step--) {
		const data = wires.at(-1);
		const act = random.pick(ACTS);
		if (data === undefined) await connect();
		else {
			story.push(act);
			await perform(act, { client, data, random, send });
		}
	}
	for (const wire of wires) {
		const how = random.pick(["end", "fin", "reset", "destroy"] as const);
		story.push(how);
		wire[how]();
	}
	await send("ABOR");
	await client.finals(lines);
	arranged.close();
	for (const wire of wires) wire.destroy();
}

const ACTS = [
	...([
		"tls",
		"tls",
		"tls",
		"garbage",
		"half a hello",
		"bytes",
		"bytes",
	] as const),
	...(["cut", "end of TLS", "fin", "reset", "hold", "noop", "stat"] as const),
	...(["abor", "read"] as const),
] as const;

interface Stage {
	readonly client: FuzzClient;
	readonly data: Wire;
	readonly random: Random;
	send(line: string): Promise<void>;
}

async function perform(
	act: (typeof ACTS)[number],
	{ client, data, random, send }: Stage,
): Promise<void> {
	switch (act) {
		case "tls":
			// Fails where bytes came before it, where the server has gone, and where it does not want TLS.
			if (!data.isSecure && client.ftp.control.isSecure)
				await within(300, "TLS", client.ftp.secureData(data)).catch(
					() => undefined,
				);
			return;
		case "garbage":
			return data.push(random.bytes(1 + random.below(300)));
		case "half a hello":
			return data.push(Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3));
		case "bytes":
			return data.push(random.bytes(1 + random.below(40_000)));
		case "cut":
			if (data.isSecure) data.swallowAfter(random.below(400));
			return data.push(random.bytes(500));
		case "end of TLS":
			return data.isSecure ? data.endTls() : data.end();
		case "fin":
			return data.fin();
		case "reset":
			return data.reset();
		case "hold":
			return data.hold();
		case "read":
			await data.read(50).catch(() => undefined);
			return;
		case "noop":
			return send("NOOP");
		case "stat":
			return send("STAT");
		case "abor":
			return send("ABOR");
	}
}
