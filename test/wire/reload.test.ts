import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { passivePlace, RawFtp } from "../support/raw-ftp.ts";
import {
	ALICE,
	type Place,
	type Server,
	startServer,
} from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { writtenAccounts } from "../support/written-accounts.ts";

let data: TempFolder;
let server: Server;
let first: Place;
let second: Place;

/** A port that is free now, and stays so: of those that systems give to nobody who does not ask for them by number. */
async function freePlace(host: string): Promise<Place> {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 12_000);
		const { promise, resolve } = Promise.withResolvers<boolean>();
		const probe = createServer().on("error", () => resolve(false));
		probe.listen(port, host, () => resolve(true));
		const isFree = await promise;
		probe.close();
		if (isFree) return { host, port };
	}
}

function listener({ host, port }: Place, rest = ""): string {
	return `[[listen]]\nmode = "explicit"\nhost = "${host}"\nport = ${port}\n${rest}\n`;
}

const OPEN = '[tls]\ncontrol = "allowed"\ndata = "client"\n';

function write(text: string): void {
	const file = join(data.path, "oceanftp.toml");
	writeFileSync(`${file}.new`, text);
	renameSync(`${file}.new`, file);
}

let reloads = 0;

/** Other settings, once they are in force. */
async function reload(text: string): Promise<void> {
	reloads += 1;
	// A name of its own for each, so that there is always something to tell of.
	write(`name = "reload ${reloads}"\n${text}`);
	process.kill(server.pid, "SIGHUP");
	await server.logged(
		new RegExp(`(read again: settings: [^\\n]*name[\\s\\S]*?){${reloads}}`),
	);
}

beforeAll(async () => {
	data = tempFolder();
	await writtenAccounts(data.path, { "users.alice": "" });
	[first, second] = await Promise.all([
		freePlace("127.0.0.1"),
		freePlace("127.0.0.2"),
	]);
	server = await startServer({
		data: data.path,
		users: {},
		hosts: [],
		ports: "standard",
		config: `${OPEN}${listener(first)}`,
	});
}, 120_000);

afterAll(async () => {
	await server[Symbol.asyncDispose]();
	data[Symbol.dispose]();
}, 120_000);

describe("a reload", () => {
	test("changes name, limits and the passive range for who comes next, and drops nobody", async () => {
		await using before = await RawFtp.connect(first);
		await before.login();
		const { port } = await freePlace("127.0.0.1");
		await reload(
			`${OPEN}[passive]\nports = "${port}-${port}"\n[limits]\nper_address = 2\n${listener(first)}`,
		);
		await before.expect("NOOP", 200);
		await using after = await RawFtp.open(first);
		expect((await after.reply()).text).toBe(`220 reload ${reloads} ready.`);
		await after.login();
		expect(
			passivePlace((await after.expect("EPSV", 229)).text, "127.0.0.1").port,
		).toBe(port);
		await using third = await RawFtp.open(first);
		expect((await third.reply()).code).toBe(421);
	});

	test("gives a connection that is turned away the words of messages/failures.toml", async () => {
		const messages = join(data.path, "messages");
		mkdirSync(messages);
		writeFileSync(
			join(messages, "failures.toml"),
			'tooManyConnections = """\nFull, {{clientaddress}}.\n{{reply}}"""\n',
		);
		await reload(`${OPEN}${listener(first)}`);
		await using inside = await RawFtp.connect(first);
		await inside.login();
		await reload(`${OPEN}[limits]\nper_address = 1\n${listener(first)}`);
		await using outside = await RawFtp.open(first);
		expect((await outside.reply()).text).toBe(
			"421-Full, 127.0.0.1.\n421 Too many connections from your address.",
		);
		expect(await outside.ended()).toBe("");
		rmSync(messages, { recursive: true });
	});

	test("adds a listener and takes one away while its session stays", async () => {
		await reload(`${OPEN}${listener(first)}${listener(second)}`);
		await using ftp = await RawFtp.connect(second);
		await ftp.login();
		await reload(`${OPEN}${listener(first)}`);
		await ftp.expect("NOOP", 200);
		expect(
			(await ftp.upload("STOR after.txt", new Uint8Array(9))).replies[0]?.code,
		).toBe(226);
		await expect(RawFtp.connect(second)).rejects.toThrow();
	});

	test("gives a listener that stays where it is other rules", async () => {
		await reload(`${OPEN}${listener(first, 'tls = "required"')}`);
		await using strict = await RawFtp.connect(first);
		await strict.expect("USER alice", 530);
		await reload(`${OPEN}${listener(first)}`);
		await using open = await RawFtp.connect(first);
		await open.login();
	});

	test("of tls.control counts for who comes next", async () => {
		await reload(`[tls]\ncontrol = "required"\n${listener(first)}`);
		await using strict = await RawFtp.connect(first);
		await strict.expect("USER alice", 530);
		await reload(`${OPEN}${listener(first)}`);
	});

	test("narrows what open sessions see of their files", async () => {
		await using ftp = await RawFtp.connect(first);
		await ftp.login();
		await ftp.upload("STOR note.bak", new Uint8Array(9));
		await ftp.expect("SIZE note.bak", 213);
		await reload(
			`${OPEN}[files]\nhidden_names = ["*.bak"]\n${listener(first)}`,
		);
		await ftp.expect("SIZE note.bak", 550);
	});

	test("lets users change their passwords under TLS, once it says so", async () => {
		await using ftp = await RawFtp.connect(first);
		await ftp.secure();
		await ftp.login();
		const next = "another-password-of-alice";
		expect((await ftp.command(`SITE PSWD x ${next}`)).code).toBe(553);
		await reload(`${OPEN}[auth]\nchange_password = true\n${listener(first)}`);
		// The one of alice has spaces in it, which this command cannot say.
		expect(
			(await ftp.command(`SITE PSWD ${ALICE.password} ${next}`)).code,
		).toBe(501);
		expect((await ftp.command(`SITE PSWD wrong ${next}`)).code).toBe(530);
		await using clear = await RawFtp.connect(first);
		await clear.login();
		await clear.expect(`SITE PSWD wrong ${next}`, 534);
	});

	test("of a bad file says where it is bad, and changes nothing", async () => {
		await using ftp = await RawFtp.connect(first);
		await ftp.login();
		write(`${OPEN}[limits]\nper_adress = 3\n`);
		process.kill(server.pid, "SIGHUP");
		await server.logged(/oceanftp\.toml:5:\d+[^\n]*per_adress/);
		await ftp.expect("NOOP", 200);
		await using other = await RawFtp.connect(first);
		await other.login();
	});
});
