import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/programs.ts";
import { ALICE, type Server } from "../support/start-server.ts";

const SCRIPT = join(import.meta.dirname, "three_transfers_client.py");

/** What a client has learned of its transfers. */
export interface Learned {
	/** Of an upload of 5 MB, a download and a listing: the last reply or what came, or the error that the client reports. */
	readonly learned: readonly string[];
	/** How many bytes of the download came; the file has four. */
	readonly bytes: number;
}

/** Has Python's ftplib, as it is, upload, download and list over TLS of one version; it resumes no session. */
export async function threeTransfers(
	server: Server,
	version: string,
): Promise<Learned> {
	writeFileSync(join(server.home(ALICE.name), "kept.bin"), "kept");
	const { host, port } = server.explicit();
	const { exit, stdout, stderr } = await run(
		["python3", SCRIPT, version, host, String(port), ALICE.name, "kept.bin"],
		{ env: { FTP_PASSWORD: ALICE.password } },
	);
	expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
	return JSON.parse(stdout);
}
