import { expect } from "bun:test";
import type {
	Account,
	ClientIdentity,
	OwnPasswordOutcome,
	OwnPasswords,
} from "../../../src/accounts/index.ts";
import {
	parseCertificateRule,
	plainAccount,
	recognises,
} from "../../../src/accounts/index.ts";
import {
	ALL_RIGHTS,
	accountFiles,
	type Backend,
	FileFailure,
	memoryBackend,
	RIGHTS,
	type Rights,
	ROOT,
	resolvePath,
} from "../../../src/files/index.ts";
import type { SessionPolicy, Traffic } from "../../../src/ftp/index.ts";
import { COMMANDS, commandTable, runSession } from "../../../src/ftp/index.ts";
import type { ServerEvent } from "../../../src/log/index.ts";
import { fileHasher } from "../../../src/platform/index.ts";
import { deadlined } from "./deadlined.ts";
import { fileRulesOf } from "./file-rules.ts";
import { MemoryControl } from "./memory-control.ts";
import { MemoryDataPort } from "./memory-data-port.ts";
import { messagesOf, serverFactsOf } from "./message-texts.ts";
import type { Step, Transcript } from "./parse.ts";
import { TestClock } from "./test-clock.ts";

/** How a client's bytes are cut into segments. */
export type Feeding = "line by line" | "byte by byte" | "in one lump";

const PASSWORD = "correct horse";

/** SITE PSWD has no place for a space. */
const ONE_WORD_PASSWORD = "correct-horse";

const POLICY: SessionPolicy = {
	serverName: "Ocean",
	tls: "allowed",
	dataTls: "client",
	resumption: "prefer",
	closeNotify: "strict",
	clientAuth: "none",
	allowsClearing: false,
	lenientPbsz: false,
	allowsActive: true,
	convertsText: true,
	idleMs: 900_000,
	loginMs: 60_000,
	stalledMs: 120_000,
	loginFailures: 5,
};

/** Plays a transcript against a session and checks every line that comes back, and that nothing is left open. */
export async function play(
	transcript: Transcript,
	feeding: Feeding,
): Promise<void> {
	const stage = setStage(transcript);
	const { control, clock, dataPort, running } = stage;
	if (transcript.loginAs !== undefined)
		await logIn(control, transcript.loginAs);
	for (const block of blocks(transcript.steps, feeding))
		await playBlock(stage, block, feeding);
	expect(control.unread).toBe("");
	if (!control.isClosed) control.leave();
	await deadlined("the end of the session", running.done);
	expect({
		openPassivePorts: dataPort.openOffers,
		timers: clock.pending,
		openLogins: stage.openLogins(),
	}).toEqual({ openPassivePorts: 0, timers: 0, openLogins: 0 });
	const logged = JSON.stringify(stage.events);
	expect(logged).not.toContain(PASSWORD);
	expect(logged).not.toContain(ONE_WORD_PASSWORD);
}

interface Stage {
	readonly control: MemoryControl;
	readonly dataPort: MemoryDataPort;
	readonly clock: TestClock;
	readonly files: ReturnType<typeof accountFiles>;
	readonly running: ReturnType<typeof runSession>;
	readonly events: ServerEvent[];
	/** How many logins were opened and not let go. */
	openLogins(): number;
}

function setStage({ files: seed, folders, settings }: Transcript): Stage {
	const clock = new TestClock();
	const control = new MemoryControl(
		settings.get("remote") ?? "192.0.2.7",
		settings.get("local") ?? "192.0.2.1",
		{
			client: clientOf(settings.get("client")),
			serverName: settings.get("sni"),
		},
	);
	const dataPort = new MemoryDataPort(control.local.host, {
		resumed: settings.get("dataResumed") !== "false",
	});
	const capacity = settings.get("capacityBytes");
	const memory = memoryBackend({
		files: seed,
		folders,
		nowMs: () => clock.nowMs(),
		...(capacity === undefined ? {} : { capacityBytes: Number(capacity) }),
	});
	const backend = settings.get("endless") === "true" ? endless(memory) : memory;
	const files = accountFiles({ backend, rights: ALL_RIGHTS });
	const rights = rightsOf(settings.get("rights"));
	const rule = parseCertificateRule("cn:alice-laptop");
	const account: Account = {
		...plainAccount("alice", rights),
		certificateRules: rule === undefined ? [] : [rule],
		certificateLogin:
			settings.get("certificateLogin") === "with-password"
				? "with-password"
				: "enough",
	};
	const fileRules = fileRulesOf(settings);
	const messages = messagesOf(settings);
	const events: ServerEvent[] = [];
	let opened = 0;
	const running = runSession(
		{
			id: "t1",
			mode: settings.get("mode") === "implicit" ? "implicit" : "explicit",
			remote: control.remote,
			local: control.local,
			policy: policyOf(settings),
			table: commandTable(COMMANDS),
			dataPort,
			canSecure: () => settings.get("certificate") !== "unusable",
			clock,
			log: (event) => events.push(event),
			authenticate: async (name, password) =>
				name === "alice" && password.reveal() === PASSWORD
					? account
					: undefined,
			recognise: (name, client) =>
				name === "alice" && recognises(account.certificateRules, client)
					? account
					: undefined,
			demandsOf: (name) =>
				name === "alice" && settings.get("accountTls") === "required"
					? { tls: "required" }
					: {},
			openAccount: async () => {
				if (settings.get("home") === "gone") throw new Error("no such folder");
				const refusal = settings.get("refused");
				if (refusal !== undefined) {
					const code = refusal === "421" ? 421 : 530;
					return {
						code,
						sentence: "Not now.",
						why: "a rule",
						failure: "tooManySessions",
					};
				}
				opened += 1;
				return {
					files: accountFiles({ backend, rights, ...fileRules }),
					start: resolvePath(ROOT, settings.get("start") ?? "/"),
					traffic: trafficOf(settings),
					policy: accountPolicyOf(settings),
					close: () => {
						opened -= 1;
					},
				};
			},
			hasher: fileHasher,
			knowsHost: (name) =>
				(settings.get("hosts") ?? "localhost").split(",").includes(name),
			...(messages === undefined ? {} : { messages }),
			serverFacts: () => serverFactsOf(settings),
			...(settings.get("changePassword") === "true" ? { changePassword } : {}),
		},
		control,
	);
	const openLogins = (): number => opened;
	return { control, dataPort, clock, files, running, events, openLogins };
}

/** `set endless true`: a disk whose folders have no end, as one that answers slower than anybody waits. */
function endless(backend: Backend): Backend {
	return {
		...backend,
		async *entries() {
			for (;;) {
				yield [];
				await new Promise((resolve) => setImmediate(resolve));
			}
		},
	};
}

/** `set dailyCap upload`: what the account may move in that direction is used up; `set charge TEXT` is told after each transfer. */
function trafficOf(settings: ReadonlyMap<string, string>): Traffic {
	const capped = settings.get("dailyCap");
	const charge = settings.get("charge");
	const most = Number(settings.get("mostBytes") ?? Number.POSITIVE_INFINITY);
	return {
		refusal: (direction) =>
			direction === capped
				? { kind: "dailyCap", sentence: "That is all for today." }
				: undefined,
		begin: () => {
			let moved = 0;
			return {
				pass: (bytes) => {
					moved += bytes;
					if (moved <= most) return undefined;
					throw new FileFailure("quotaExceeded", "more than planned");
				},
				end: (result) => (result === "complete" ? charge : undefined),
			};
		},
	};
}

/** `set account.KEY VALUE`: where the account's rules differ from the listener's. */
function accountPolicyOf(
	settings: ReadonlyMap<string, string>,
): Partial<SessionPolicy> {
	const own = [...settings].flatMap(([key, value]) =>
		key.startsWith("account.") ? [[key.slice(8), value] as const] : [],
	);
	return Object.fromEntries(
		Object.entries(policyOf(new Map(own))).filter(([key]) =>
			own.some(([name]) => name === key),
		),
	);
}

/** `set rights list,read`: what the account may do, when that is not all. */
function rightsOf(setting: string | undefined): Rights {
	if (setting === undefined) return ALL_RIGHTS;
	const names = setting.split(",");
	const rights = RIGHTS.filter((right) => names.includes(right));
	expect(rights).toHaveLength(names.length);
	return new Set(rights);
}

/** Where `set changePassword true` stands: the old one must be right, the new one longer than five letters. */
async function changePassword(
	_account: Account,
	{ current, next }: OwnPasswords,
): Promise<OwnPasswordOutcome> {
	if (current.reveal() !== ONE_WORD_PASSWORD) return { kind: "wrongPassword" };
	return next.reveal().length > 5
		? { kind: "changed" }
		: { kind: "refused", why: "That password is too short." };
}

/** `client NAME` or `client NAME untrusted`: the certificate that the client shows. */
function clientOf(setting: string | undefined): ClientIdentity | undefined {
	if (setting === undefined) return undefined;
	const [commonName = "", trust] = setting.split(" ");
	return {
		sha256: "ab".repeat(32),
		subject: `CN=${commonName}`,
		commonName,
		names: [],
		isTrusted: trust !== "untrusted",
	};
}

/** Settings of a transcript that are named as in the policy. */
function policyOf(settings: ReadonlyMap<string, string>): SessionPolicy {
	const changed: Record<string, string | number | boolean> = {};
	for (const [key, value] of settings) {
		if (!(key in POLICY)) continue;
		changed[key] = /^\d+$/.test(value)
			? Number(value)
			: value === "true" || value === "false"
				? value === "true"
				: value;
	}
	return { ...POLICY, ...changed };
}

async function logIn(control: MemoryControl, name: string): Promise<void> {
	expect(await control.line()).toMatch(/^220 /);
	control.feed(
		new TextEncoder().encode(`USER ${name}\r\nPASS ${PASSWORD}\r\n`),
	);
	expect(await control.line()).toMatch(/^331 /);
	expect(await control.line()).toMatch(/^230 /);
}

/** Steps that are fed together: all at once in a lump, but for those where the client has to wait for an answer. */
function blocks(steps: readonly Step[], feeding: Feeding): Step[][] {
	const result: Step[][] = [];
	let block: Step[] = [];
	let isBlockOpen = false;
	for (const [index, step] of steps.entries()) {
		const begins =
			step.kind === "client" && (feeding !== "in one lump" || !isBlockOpen);
		const isAct = step.kind !== "client" && step.kind !== "server";
		if (begins || isAct) {
			if (block.length > 0) result.push(block);
			block = [];
		}
		block.push(step);
		// Where TLS begins or ends a client must wait for the reply (RFC 4217 §4): the next line begins a block of its own.
		const waits =
			step.kind === "client" &&
			["AUTH", "CCC", "REIN"].includes(step.verb) &&
			!mustBeRefused(steps, index);
		isBlockOpen = !isAct && !waits && (isBlockOpen || step.kind === "client");
	}
	if (block.length > 0) result.push(block);
	return result;
}

/** A transcript may want to send lines behind AUTH: it then says so by leaving no reply between them. */
function mustBeRefused(steps: readonly Step[], index: number): boolean {
	return steps[index + 1]?.kind === "client";
}

async function playBlock(
	{ control, dataPort, clock, files, running }: Stage,
	block: readonly Step[],
	feeding: Feeding,
): Promise<void> {
	const input = block.flatMap((step) =>
		step.kind === "client" ? [...step.bytes] : [],
	);
	if (feeding === "byte by byte")
		for (const byte of input) control.feed(new Uint8Array([byte]));
	else if (input.length > 0) control.feed(new Uint8Array(input));
	for (const step of block) {
		switch (step.kind) {
			case "client":
				break;
			case "server":
				expect(await control.line()).toMatch(asRegExp(step.pattern));
				break;
			case "upload":
				dataPort.uploads.push(step);
				break;
			case "download":
				expect(dataPort.downloads.at(-1)).toBe(step.content);
				break;
			case "file":
				expect(await contentOf(files, step.path)).toBe(step.content);
				break;
			case "wait":
				await settled();
				clock.advance(step.ms);
				break;
			case "stopTransfer":
				await settled();
				running.stopTransfer(step.reason);
				break;
			case "kick":
				await settled();
				running.kick(step.reason);
				break;
			case "leave":
				control.leave();
				break;
			case "closed":
				await control.closed();
				break;
		}
	}
}

async function contentOf(
	files: Stage["files"],
	path: string,
): Promise<string | undefined> {
	const target = resolvePath(ROOT, path);
	const there = await files.facts(target).then(
		() => true,
		() => false,
	);
	if (!there) return undefined;
	const file = await files.openRead(target);
	const bytes = new Uint8Array(file.sizeBytes);
	await file.read(bytes, 0);
	await file.close();
	return new TextDecoder().decode(bytes);
}

function asRegExp(pattern: string): RegExp {
	const parts = pattern
		.split("*")
		.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`);
}

/** Lets the session come to rest: it sets its timers behind its last reply. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
