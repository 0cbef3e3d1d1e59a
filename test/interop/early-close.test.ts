import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256 } from "../support/content.ts";
import { AT_ONCE_MS } from "../support/deadline.ts";
import { hasClient, RUNTIMES, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { TLS_VERSIONS } from "../wire/channels.ts";

const SCRIPT = join(import.meta.dirname, "early_close_client.py");
/** More than all that the kernel holds for a client that does not read. */
const BYTES = content(16_000_000, 8);

/** One download, as the client saw it. */
interface Download {
	readonly version: string;
	readonly moment: string;
	readonly way: string;
	readonly ending: string;
	readonly code: number;
	readonly seconds: number;
	readonly size: number;
	readonly sha256: string;
}

const MOMENTS = {
	handshake: "in one write with its handshake",
	data: "when data has come",
};

// OpenSSL by Python, which reads on behind its own close_notify. TLS 1.2 would allow a server to stop (RFC 5246 §7.2.1).
describe.skipIf(!hasClient("python3")).each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime });
	let downloads: Promise<readonly Download[]> | undefined;

	async function all(): Promise<readonly Download[]> {
		writeFileSync(join(server().home(ALICE.name), "down.bin"), BYTES);
		const { host, port } = server().explicit();
		const { exit, stdout, stderr } = await run(
			["python3", SCRIPT, host, String(port), ALICE.name, "down.bin"],
			{ env: { FTP_PASSWORD: ALICE.password }, limitMs: 110_000 },
		);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		return JSON.parse(stdout);
	}

	async function of(
		version: string,
		moment: string,
		way: string,
	): Promise<Download | undefined> {
		downloads ??= all();
		return (await downloads).find(
			(one) =>
				one.version === version && one.moment === moment && one.way === way,
		);
	}

	for (const version of TLS_VERSIONS)
		for (const [moment, when] of Object.entries(MOMENTS)) {
			for (const way of ["notify", "fin"])
				test(`a download over ${version} is whole for a client that sent close_notify${way === "fin" ? " and FIN" : ""} ${when}`, async () => {
					expect(await of(version, moment, way)).toMatchObject({
						size: BYTES.length,
						sha256: sha256(BYTES),
						ending: "close_notify",
						code: 226,
					});
				});

			test(`that a client is gone which sent close_notify ${when} over ${version} is noticed at once`, async () => {
				const download = await of(version, moment, "reset");
				expect(download?.code).toBe(426);
				expect(download?.seconds).toBeLessThan(AT_ONCE_MS / 1000);
			});
		}
});
