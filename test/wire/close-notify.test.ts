import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { AT_ONCE_MS } from "../support/deadline.ts";
import { RUNTIMES } from "../support/programs.ts";
import type { RawFtp } from "../support/raw-ftp.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import type { Wire } from "../support/wire.ts";
import { member, TLS_VERSIONS } from "./channels.ts";

const OLD = content(5_000, 3);
const NEW = content(40_000, 9);

/** The ways in which an upload can come to its end, once its bytes are written. */
const ENDINGS = {
	"a bare FIN": async (data: Wire) => {
		await data.write(NEW);
		data.fin();
	},
	"a RST": async (data: Wire) => {
		await data.write(NEW);
		data.reset();
	},
	"a FIN inside a record": async (data: Wire) => {
		await data.write(NEW.subarray(0, 20_000));
		data.swallowAfter(1_000);
		await data.write(NEW.subarray(20_000));
		data.fin();
	},
	"a FIN inside the header of a record": async (data: Wire) => {
		await data.write(NEW.subarray(0, 20_000));
		data.swallowAfter(3);
		await data.write(NEW.subarray(20_000));
		data.fin();
	},
	"a RST inside a record": async (data: Wire) => {
		await data.write(NEW.subarray(0, 20_000));
		data.swallowAfter(1_000);
		await data.write(NEW.subarray(20_000));
		data.reset();
	},
	"a FIN inside the close_notify": async (data: Wire) => {
		await data.write(NEW);
		data.swallowAfter(9);
		data.end();
	},
	// As long as a close_notify, encrypted by TLS 1.3.
	"a FIN behind a record of two bytes": async (data: Wire) => {
		await data.write(NEW.subarray(0, -2));
		await data.write(NEW.subarray(-2));
		data.fin();
	},
	"close_notify behind a record of two bytes": async (data: Wire) => {
		await data.write(NEW.subarray(0, -2));
		await data.write(NEW.subarray(-2));
		data.end();
	},
	"close_notify and FIN": async (data: Wire) => {
		await data.write(NEW);
		data.end();
	},
	"close_notify alone": async (data: Wire) => {
		await data.write(NEW);
		data.endTls();
	},
} as const;
type Ending = keyof typeof ENDINGS;

const COMPLETE: Readonly<Record<"strict" | "lenient", readonly Ending[]>> = {
	strict: [
		"close_notify behind a record of two bytes",
		"close_notify and FIN",
		"close_notify alone",
	],
	lenient: [
		"a bare FIN",
		"a FIN behind a record of two bytes",
		"close_notify behind a record of two bytes",
		"close_notify and FIN",
		"close_notify alone",
	],
};

const CASES = RUNTIMES.flatMap((runtime) =>
	(["strict", "lenient"] as const).map((policy) => [runtime, policy] as const),
);

describe.each(CASES)("under %s with close_notify = %s", (runtime, policy) => {
	const server = sharedServer({
		runtime,
		config: `[tls]\nclose_notify = "${policy}"\n`,
	});
	const fileOf = (name: string): string =>
		join(server().home(ALICE.name), name);

	for (const version of TLS_VERSIONS) {
		const client = (): Promise<RawFtp> =>
			member(server(), { mode: "explicit", host: "127.0.0.1", version });
		for (const [name, finish] of Object.entries(ENDINGS)) {
			const isComplete = COMPLETE[policy].some((ending) => ending === name);
			test(`${name} over ${version} makes an upload ${isComplete ? "complete" : "a 426 that leaves the old file"}`, async () => {
				const kept = fileOf("kept.bin");
				writeFileSync(kept, OLD);
				await using ftp = await client();
				const data = await ftp.begin("STOR kept.bin");
				const started = performance.now();
				await finish(data);
				await ftp.expectReply(isComplete ? 226 : 426);
				expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
				expect(sha256(readFileSync(kept))).toBe(sha256(isComplete ? NEW : OLD));
				expect(temporaryUploads(server().data)).toEqual([]);
				await ftp.expect("NOOP", 200);
			});
		}

		test(`a cut over ${version} leaves neither a new file nor a longer one`, async () => {
			writeFileSync(fileOf("longer.bin"), OLD);
			await using ftp = await client();
			for (const [line, name] of [
				["STOR", "never.bin"],
				["APPE", "longer.bin"],
			]) {
				const data = await ftp.begin(`${line} ${name}`);
				await ENDINGS["a FIN inside a record"](data);
				await ftp.expectReply(426);
			}
			expect(existsSync(fileOf("never.bin"))).toBe(false);
			expect(sha256(readFileSync(fileOf("longer.bin")))).toBe(sha256(OLD));
		});

		test(`a download over ${version} to a client that ended first is whole`, async () => {
			const bytes = content(2_000_000, 4);
			writeFileSync(fileOf("down.bin"), bytes);
			await using ftp = await client();
			const data = await ftp.begin("RETR down.bin");
			data.endTls();
			const got = await data.readAll();
			await ftp.expectReply(226);
			expect(data.ending).toBe("close_notify");
			expect(sha256(got)).toBe(sha256(bytes));
		});
	}
});
