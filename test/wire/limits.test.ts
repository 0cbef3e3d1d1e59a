import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { call } from "../cli/kit.ts";
import { content } from "../support/content.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import type { Server } from "../support/start-server.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import {
	clientOf,
	controlOf,
	held,
	limitedData,
	loginReply,
	startOn,
	uploadReply,
} from "./limits-kit.ts";

const MIB = 1024 * 1024;
const KILO = 1000;

describe("limits", () => {
	let data: TempFolder;
	let server: Server;
	beforeAll(async () => {
		data = await limitedData({
			users: {
				twenty: 'quota = "1MiB"\nquota_files = 12',
				filled: 'quota = "100000B"',
				elsewhere: 'quota = "100000B"\nhome = "filled"',
				grouped: 'group = "small"\nquota = "1GiB"',
				largest: 'largest_file = "50000B"',
				capped: 'daily_upload = "100000B"\ndaily_download = "100000B"',
				single: "max_sessions = 1",
				here: "max_sessions_per_address = 1",
				second: "",
				third: "",
			},
			groups: { small: 'quota = "5000B"' },
		});
		server = await startOn(data.path, {
			config: "[limits]\nusers = 21\n",
		});
	}, 120_000);
	afterAll(async () => {
		await server[Symbol.asyncDispose]();
		data[Symbol.dispose]();
	}, 120_000);
	const fileOf = (user: string, name: string): string =>
		join(server.home(user), name);

	describe("twenty clients of one account at the same time", () => {
		const clients: RawFtp[] = [];
		beforeAll(async () => {
			// One after the other: passwords are slow on purpose.
			for (let n = 0; n < 20; n++) {
				clients.push(await clientOf(server, "twenty"));
			}
		}, 120_000);
		afterAll(async () => {
			for (const each of clients) await each[Symbol.asyncDispose]();
		});

		async function allUpload(bytes: Uint8Array): Promise<number[]> {
			const replies = await Promise.all(
				clients.map((ftp, n) => uploadReply(ftp, `STOR f${n}`, bytes)),
			);
			return replies.map(({ code }) => code);
		}

		test("never have more bytes than the quota, and what failed is given back to the byte", async () => {
			const home = server.home("twenty");
			const [first] = clients;
			if (first === undefined) throw new Error("no client");
			const codes = await allUpload(content(100 * KILO));
			const whole = codes.filter((code) => code === 226).length;
			expect(codes.filter((code) => code !== 226 && code !== 552)).toEqual([]);
			expect(codes).toContain(552);
			expect(held(home)).toEqual({ bytes: whole * 100 * KILO, files: whole });
			expect(held(home).bytes).toBeLessThanOrEqual(MIB);
			const { text } = await first.expect("AVBL", 213);
			const free = Number(text.split(" ")[1]);
			expect(free).toBe(MIB - held(home).bytes);
			const rest = content(free);
			expect((await uploadReply(first, "STOR rest", rest)).code).toBe(226);
			expect((await uploadReply(first, "STOR one", content(1))).code).toBe(552);
			expect(held(home).bytes).toBe(MIB);
			for (const name of readdirSync(home)) {
				await first.expect(`DELE ${name}`, 250);
			}
			const { text: all } = await first.expect("AVBL", 213);
			expect(all).toBe(`213 ${MIB}`);
		}, 120_000);

		test("never have more files than the quota", async () => {
			const codes = await allUpload(content(10));
			expect(codes.filter((code) => code === 226)).toHaveLength(12);
			expect(codes.filter((code) => code === 552)).toHaveLength(8);
			expect(held(server.home("twenty")).files).toBe(12);
		});

		test("fill the server's places: the next user gets a 421, until somebody leaves", async () => {
			await using second = await clientOf(server, "second");
			await using third = await RawFtp.connect(server.explicit());
			expect((await loginReply(third, "third")).code).toBe(421);
			await second.expect("QUIT", 221);
			await second.ended();
			await using later = await clientOf(server, "third");
			await later.expect("NOOP", 200);
		});
	});

	describe("a quota", () => {
		test("counts what was there before the first login", async () => {
			writeFileSync(fileOf("filled", "before"), content(60 * KILO));
			await using ftp = await clientOf(server, "filled");
			const { text } = await ftp.expect("AVBL", 213);
			expect(text).toBe("213 40000");
		});

		test("refuses a STOR that would go over it with 552, and the target is as it was", async () => {
			writeFileSync(fileOf("filled", "before"), content(60 * KILO));
			await using ftp = await clientOf(server, "filled");
			const over = await uploadReply(ftp, "STOR before", content(100_001));
			expect(over.code).toBe(552);
			expect(readFileSync(fileOf("filled", "before"))).toEqual(
				Buffer.from(content(60 * KILO)),
			);
		});

		test("counts what APPE and REST add, and not what is written again", async () => {
			await using ftp = await clientOf(server, "filled");
			const growth = content(30 * KILO);
			expect((await uploadReply(ftp, "APPE before", growth)).code).toBe(226);
			expect((await uploadReply(ftp, "APPE before", growth)).code).toBe(552);
			await ftp.expect("REST 80000", 350);
			const again = await uploadReply(ftp, "STOR before", content(20 * KILO));
			expect(again.code).toBe(226);
			await ftp.expect("REST 90000", 350);
			const beyond = await uploadReply(ftp, "STOR before", content(20 * KILO));
			expect(beyond.code).toBe(552);
			expect(held(server.home("filled"))).toEqual({ bytes: 100_000, files: 1 });
		});

		test("is one for all accounts of a home", async () => {
			await using ftp = await clientOf(server, "elsewhere");
			expect((await ftp.expect("AVBL", 213)).text).toBe("213 0");
			await ftp.expect("DELE before", 250);
			await using other = await clientOf(server, "filled");
			expect((await other.expect("AVBL", 213)).text).toBe("213 100000");
		});

		test("of a group is a ceiling for its members", async () => {
			await using ftp = await clientOf(server, "grouped");
			const over = await uploadReply(ftp, "STOR f", content(5001));
			expect(over.code).toBe(552);
			const fits = await uploadReply(ftp, "STOR f", content(5000));
			expect(fits.code).toBe(226);
		});

		test("that was changed counts at once, also for who is in", async () => {
			await using ftp = await clientOf(server, "grouped");
			const file = join(data.path, "accounts.toml");
			const text = readFileSync(file, "utf8");
			writeFileSync(file, text.replace('"5000B"', '"9000B"'), { mode: 0o600 });
			await server.logged(/read again: accounts\.toml/);
			const more = await uploadReply(ftp, "STOR g", content(4000));
			expect(more.code).toBe(226);
			expect((await uploadReply(ftp, "STOR h", content(1))).code).toBe(552);
		});
	});

	test("a file that outgrows largest_file is a 552, and nothing of it stays", async () => {
		await using ftp = await clientOf(server, "largest");
		const over = await uploadReply(ftp, "STOR f", content(50_001));
		expect(over.code).toBe(552);
		expect(existsSync(fileOf("largest", "f"))).toBe(false);
		const fits = await uploadReply(ftp, "STOR f", content(50_000));
		expect(fits.code).toBe(226);
		expect((await uploadReply(ftp, "APPE f", content(1))).code).toBe(552);
		expect(held(server.home("largest")).bytes).toBe(50_000);
	});

	test("a day's uploads end at the cap with 552, in the middle too; downloads have a cap of their own", async () => {
		await using ftp = await clientOf(server, "capped");
		const first = await uploadReply(ftp, "STOR f", content(70 * KILO));
		expect(first.code).toBe(226);
		const over = await uploadReply(ftp, "STOR g", content(70 * KILO));
		expect(over.code).toBe(552);
		expect(existsSync(fileOf("capped", "g"))).toBe(false);
		const got = await ftp.download("RETR f");
		expect(got.replies[0]?.code).toBe(226);
		const more = await ftp.download("RETR f");
		expect(more.replies[0]?.code).toBe(552);
		expect(more.bytes.length).toBeLessThanOrEqual(30 * KILO);
	});

	test.each([
		["single", "of this account"],
		["here", "from your address"],
	])(
		"%s has one session; a second is a 421, and leaves room when it ends",
		async (user, words) => {
			await using first = await clientOf(server, user);
			await using second = await RawFtp.connect(server.explicit());
			const refusal = await loginReply(second, user);
			expect(refusal.code).toBe(421);
			expect(refusal.text).toContain(words);
			await first.expect("QUIT", 221);
			await first.ended();
			await using third = await clientOf(server, user);
			await third.expect("NOOP", 200);
		},
	);
});

describe("credits", () => {
	let data: TempFolder;
	let server: Server;
	const config = '[credits]\nenabled = true\nratio = "1:3"\n';
	beforeAll(async () => {
		data = await limitedData({
			users: { alice: "", rich: "credit_download = 0", guarded: "" },
		});
		mkdirSync(join(data.path, "files", "rich"), { recursive: true });
		writeFileSync(join(data.path, "files", "rich", "f"), content(2048));
		server = await startOn(data.path, { config });
	}, 120_000);
	afterAll(async () => {
		await server[Symbol.asyncDispose]();
		data[Symbol.dispose]();
	}, 120_000);

	test("are earned by uploads and paid for downloads at 1:3, told in the 226, and refused with 552 when there are none", async () => {
		await using ftp = await clientOf(server, "alice");
		const up = await uploadReply(ftp, "STOR f", content(2048));
		expect(up.text).toContain("That earned 6 credits; you have 6.");
		for (const left of [4, 2, 0]) {
			const { replies } = await ftp.download("RETR f");
			expect(replies[0]?.text).toContain(
				`That cost 2 credits; you have ${left}.`,
			);
		}
		const arranged = await ftp.arrange("EPSV");
		const refused = await ftp.command("RETR f");
		arranged.close();
		expect(refused.code).toBe(552);
		expect(refused.text).toContain("You have 0 credits.");
	});

	test("are what user set --credits says, also for who is in", async () => {
		await using ftp = await clientOf(server, "alice");
		const set = ["user", "set", "alice", "--credits", "-2.5", "--data"];
		const { exit, stderr } = await call([...set, data.path]);
		expect([exit, stderr]).toEqual([0, "user alice changed\n"]);
		await within(
			PATIENCE_MS,
			"the credits",
			shortOf(ftp, "You have -2.5 credits."),
		);
	});

	async function shortOf(ftp: RawFtp, words: string): Promise<void> {
		for (;;) {
			const arranged = await ftp.arrange("EPSV");
			const { text } = await ftp.command("RETR f");
			arranged.close();
			if (text.includes(words)) return;
		}
	}

	test("follow an account's own rates", async () => {
		await using ftp = await clientOf(server, "rich");
		const { replies } = await ftp.download("RETR f");
		expect(replies[0]?.code).toBe(226);
		expect(replies[0]?.text).not.toContain("credits");
	});

	test("an upload that would leave less than free_space is a 452 before the 150", async () => {
		const all = `${config}[limits]\nfree_space = "1000TiB"\n`;
		writeFileSync(join(data.path, "oceanftp.toml"), all);
		process.kill(server.pid, "SIGHUP");
		await server.logged(/read again: settings/);
		await using ftp = await clientOf(server, "guarded");
		const arranged = await ftp.arrange("EPSV");
		expect((await ftp.command("STOR f")).code).toBe(452);
		arranged.close();
		expect(existsSync(join(server.home("guarded"), "f"))).toBe(false);
	});
});

describe("a server that is killed", () => {
	test("has counted all but the last second of a cap, a quota and the credits", async () => {
		using data = await limitedData({
			users: {
				alice: 'daily_upload = "1000000B"\nquota = "1000000B"',
			},
		});
		const config = "[credits]\nenabled = true\nupload = 1\n";
		const home = join(data.path, "files", "alice");
		{
			await using server = await startOn(data.path, { config, endsWith: 137 });
			await using ftp = await clientOf(server, "alice");
			const first = await uploadReply(ftp, "STOR f", content(600 * KILO));
			expect(first.code).toBe(226);
			expect(first.text).toContain("you have 585.938.");
			await within(
				PATIENCE_MS,
				"the count",
				writtenDown(data.path, { bytes: 600 * KILO, credits: 585.938 }),
			);
			process.kill(server.pid, "SIGKILL");
			await server.exited;
		}
		rmSync(join(home, "f"));
		await using again = await startOn(data.path, { config });
		await using ftp = await RawFtp.connect(again.explicit());
		const login = await loginReply(ftp, "alice");
		expect(login.text).toContain("You have 585.938 credits.");
		const shown = await call(["user", "show", "alice", "--data", data.path]);
		expect(shown.stdout).toMatch(
			/^ {2}uploaded today +585\.94 KiB of 976\.56 KiB$/m,
		);
		expect(shown.stdout).toMatch(/^ {2}credits now +585\.938$/m);
		const over = await uploadReply(ftp, "STOR g", content(500 * KILO));
		expect(over.code).toBe(552);
		// The file was taken away while no server ran: the count of the last run is corrected.
		while ((await ftp.expect("AVBL", 213)).text !== "213 1000000");
	}, 120_000);

	async function writtenDown(
		folder: string,
		wanted: { readonly bytes: number; readonly credits: number },
	): Promise<void> {
		const { Database } = await import("bun:sqlite");
		using state = new Database(join(folder, "state.db"), { readonly: true });
		const counts = state.query(
			"SELECT (SELECT sum(uploaded) FROM usage) AS bytes, (SELECT sum(balance) FROM credits) AS credits",
		);
		for (;;) {
			if (Bun.deepEquals(counts.get(), wanted)) return;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
});

test("a state.db that is damaged is moved aside whole, and the server counts in a new one; log and status say so", async () => {
	using data = await limitedData({ users: { alice: 'quota = "1000B"' } });
	writeFileSync(join(data.path, "state.db"), "x".repeat(5000));
	await using server = await startOn(data.path);
	await server.logged(/state\.db is damaged/);
	const control = await controlOf(server);
	const { problems } = await control.call("status");
	control.close();
	expect(problems).toMatchObject([
		{
			what: expect.stringMatching(
				/state\.db is damaged.*It was moved to state\.db\.damaged-\S+ in the same folder/,
			),
			code: "state.damaged",
		},
	]);
	await using ftp = await clientOf(server, "alice");
	expect((await uploadReply(ftp, "STOR f", content(1001))).code).toBe(552);
	expect((await uploadReply(ftp, "STOR f", content(1000))).code).toBe(226);
	const aside = readdirSync(data.path).filter((name) =>
		name.startsWith("state.db.damaged-"),
	);
	expect(aside).toHaveLength(1);
	expect(readFileSync(join(data.path, aside[0] ?? ""), "utf8")).toBe(
		"x".repeat(5000),
	);
	await server.stop();
	const { Database } = await import("bun:sqlite");
	using state = new Database(join(data.path, "state.db"), { readonly: true });
	expect(state.query("SELECT sum(uploaded) AS sum FROM usage").get()).toEqual({
		sum: 2001,
	});
});
