import { connect } from "node:net";
import { cleanEnvironment } from "../../test/support/programs.ts";

/** What a server is given: a folder of its own, the port to take, and the certificate to show (peers only). */
export interface Ground {
	readonly folder: string;
	readonly port: number;
	readonly certificate: Certificate | undefined;
}

/** PEM files. */
export interface Certificate {
	readonly certFile: string;
	readonly keyFile: string;
	/** Both in one, as some servers want it. */
	readonly bothFile: string;
}

/** A server that was set up and can be started, again and again. */
export interface Prepared {
	readonly command: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** Where the user's files are on the disk. */
	readonly home: string;
	/** The same folder as clients name it. */
	readonly startFolder: string;
	readonly user: string;
	readonly password: string;
	/** More users, all with the same password, none of whom has logged in yet. */
	readonly others: readonly string[];
}

/** A server to be measured. */
export interface Contestant {
	readonly name: string;
	readonly speaksMlsd: boolean;
	prepare(ground: Ground): Promise<Prepared>;
}

/** A server that runs. */
export interface Running extends AsyncDisposable {
	readonly name: string;
	readonly speaksMlsd: boolean;
	readonly pid: number;
	readonly port: number;
	readonly prepared: Prepared;
	/** From the start of the process to the first byte of its greeting. */
	readonly startMs: number;
}

const START_LIMIT_MS = 15_000;

/** Starts a server and waits for its greeting. At the end of the block it is killed. */
export async function started(
	{ name, speaksMlsd }: Contestant,
	prepared: Prepared,
	port: number,
): Promise<Running> {
	const begun = performance.now();
	const child = Bun.spawn([...prepared.command], {
		env: { ...cleanEnvironment(), ...prepared.env },
		stdio: ["ignore", "ignore", "pipe"],
	});
	const said = new Response(child.stderr).text();
	let isGone = false;
	void child.exited.then(() => {
		isGone = true;
	});
	while (!(await greets(port))) {
		if (isGone || performance.now() - begun > START_LIMIT_MS) {
			child.kill("SIGKILL");
			throw new Error(`${name} does not answer: ${await said}`);
		}
		await Bun.sleep(1);
	}
	return {
		name,
		speaksMlsd,
		pid: child.pid,
		port,
		prepared,
		startMs: performance.now() - begun,
		[Symbol.asyncDispose]: async () => {
			child.kill("SIGTERM");
			const late = setTimeout(() => child.kill("SIGKILL"), 3_000);
			await child.exited;
			clearTimeout(late);
		},
	};
}

function greets(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		const settle = (answer: boolean): void => {
			socket.destroy();
			resolve(answer);
		};
		socket.once("data", () => settle(true));
		socket.once("error", () => settle(false));
		socket.once("close", () => settle(false));
	});
}
