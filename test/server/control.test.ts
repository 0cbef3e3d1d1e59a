import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { OperatorError } from "../../src/base/index.ts";
import { diskFolder, systemClock } from "../../src/platform/index.ts";
import { type ControlClient, connectControl } from "../../src/server/index.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { sharedServer } from "../support/shared-server.ts";
import { type Server, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** A client that sends what the test says. */
interface Bare {
	readonly socket: Socket;
	/** The next line; undefined at the end. */
	line(): Promise<string | undefined>;
}

async function bare(server: Pick<Server, "data">): Promise<Bare> {
	const port = portOf(server)?.port;
	const socket =
		port === undefined
			? connect({ path: join(server.data, "run/control.sock") })
			: connect({ host: "127.0.0.1", port });
	let text = "";
	let isOver = false;
	let wake = (): void => undefined;
	socket.on("error", () => undefined);
	socket.on("data", (chunk) => {
		text += chunk.toString();
		wake();
	});
	socket.on("close", () => {
		isOver = true;
		wake();
	});
	const next = async (): Promise<string | undefined> => {
		for (;;) {
			const end = text.indexOf("\n");
			if (end >= 0) {
				const line = text.slice(0, end);
				text = text.slice(end + 1);
				return line;
			}
			if (isOver) return undefined;
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	};
	return { socket, line: () => within(PATIENCE_MS, "a line", next()) };
}

function portOf({
	data,
}: Pick<Server, "data">): { port: number; token: string } | undefined {
	const file = join(data, "run/control.json");
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function client({ data }: Pick<Server, "data">): Promise<ControlClient> {
	return connectControl({
		folder: diskFolder(data),
		socketPath: join(data, "run/control.sock"),
		after: systemClock.after,
	});
}

/**
 * A client that there is room for: who has left on its own side, in this test or the one before, counts until the server has had its
 * turn to notice.
 */
async function admitted(server: Pick<Server, "data">): Promise<ControlClient> {
	const isFull = (failure: unknown): boolean =>
		failure instanceof OperatorError && failure.code === "control.failed";
	const untilThere = async (): Promise<ControlClient> => {
		for (;;) {
			try {
				return await client(server);
			} catch (failure) {
				if (!isFull(failure)) throw failure;
			}
		}
	};
	return await within(PATIENCE_MS, "room for a client", untilThere());
}

/** Whether it answers as if nothing had happened. */
async function answers(server: Server): Promise<void> {
	const control = await admitted(server);
	expect((await control.call("status")).pid).toBe(server.pid);
	control.close();
}

describe.each([
	["a socket", "auto"],
	["a port with a token", "tcp"],
] as const)("the control protocol over %s", (_what, transport) => {
	const server = sharedServer({
		users: {},
		config: `[control]\ntransport = "${transport}"\n`,
	});

	/** A client that has shown the token where one is needed. */
	async function trusted(): Promise<Bare> {
		const one = await bare(server());
		const token = portOf(server())?.token;
		if (token !== undefined) one.socket.write(`${JSON.stringify({ token })}\n`);
		expect(await one.line()).toMatch(/^\{"oceanftp":1,"version":"/);
		return one;
	}

	test("is open to its owner only", () => {
		const file = transport === "tcp" ? "control.json" : "control.sock";
		const path = join(server().data, "run", file);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(join(server().data, "run")).mode & 0o777).toBe(0o700);
	});

	test("answers each request by its number", async () => {
		const one = await trusted();
		one.socket.write(
			'{"id":7,"method":"bans.list"}\n{"id":8,"method":"sessions.list","params":{}}\n',
		);
		const lines = [await one.line(), await one.line()].sort();
		expect(lines).toEqual([
			'{"id":7,"result":{"bans":[]}}',
			'{"id":8,"result":{"sessions":[]}}',
		]);
		one.socket.destroy();
	});

	test.each([
		['{"id":1,"method":"reboot"}', "does not know reboot"],
		['{"id":1,"method":"toString"}', "does not know toString"],
		['{"id":1,"method":"sessions.kick","params":{"id":1}}', "parameters"],
		[
			'{"id":1,"method":"bans.add","params":{"address":"192.0.2.1","reason":"","seconds":1e300}}',
			"parameters",
		],
		[
			'{"id":1,"method":"bans.add","params":{"address":"a b","reason":"","seconds":null}}',
			"cannot be banned",
		],
	])("answers %s with an error", async (line, expected) => {
		const one = await trusted();
		one.socket.write(`${line}\n`);
		const answer = await one.line();
		expect(answer).toContain('"error":{"code":"');
		expect(answer).toContain(expected);
		one.socket.destroy();
		await answers(server());
	});

	test.each([
		["what is no JSON", "GET / HTTP/1.1\r\n"],
		["what is no request", '{"id":"one"}\n'],
		["a list", "[]\n"],
		["bytes", new Uint8Array([0, 255, 254, 10])],
		["a line without an end", new Uint8Array(1_200_000).fill(97)],
	])("ends the connection of a client that sends %s", async (_name, bytes) => {
		const one = await trusted();
		one.socket.write(bytes);
		expect(await one.line()).toBeUndefined();
		await answers(server());
	});

	test("ends the connection of a client that asks and never reads", async () => {
		const one = await trusted();
		one.socket.pause();
		const closed = Promise.withResolvers<void>();
		one.socket.on("close", () => closed.resolve());
		const requests = '{"id":1,"method":"status"}\n'.repeat(1_000);
		const ask = (): void => {
			while (!one.socket.destroyed && one.socket.write(requests));
		};
		one.socket.on("drain", ask);
		ask();
		await within(PATIENCE_MS, "the cut", closed.promise);
		await answers(server());
	});

	test("has room for 64, and says so to others", async () => {
		const clients: ControlClient[] = [];
		for (let count = 0; count < 64; count++) {
			clients.push(await admitted(server()));
		}
		await expect(client(server())).rejects.toMatchObject({
			code: "control.failed",
			why: "64 programs are connected to it already",
		});
		for (const each of clients) each.close();
		(await admitted(server())).close();
		await answers(server());
	});

	if (transport !== "tcp") return;
	test("ends the connection of whoever shows no token, or another one", async () => {
		for (const first of [
			'{"id":1,"method":"status"}',
			`{"token":"${crypto.randomUUID()}${crypto.randomUUID()}"}`,
			'{"token":""}',
			'{"token":null}',
		]) {
			const one = await bare(server());
			one.socket.write(`${first}\n{"id":1,"method":"stop"}\n`);
			expect(await one.line()).toContain("oceanftp");
			expect(await one.line()).toBeUndefined();
		}
		const silent = await bare(server());
		expect(await silent.line()).toContain("oceanftp");
		expect(await silent.line()).toBeUndefined();
		await answers(server());
	});
});

describe("the control of a server that was killed", () => {
	const folder = tempFolder();
	afterAll(() => folder[Symbol.dispose]());
	const long = join(folder.path, "a".repeat(100));
	beforeAll(() => {
		mkdirSync(long, { mode: 0o700 });
	});

	test.each([
		["a socket", "short", "control.sock"],
		["a port, as the path is too long for a socket", "long", "control.json"],
	] as const)(
		"over %s is not there, and is there again when the next one runs",
		async (_what, kind, file) => {
			using short = tempFolder();
			const data = kind === "long" ? long : short.path;
			const left = join(data, "run", file);
			try {
				await using server = await startServer({
					data,
					users: {},
					endsWith: 137,
				});
				await answers(server);
				process.kill(server.pid, "SIGKILL");
				await server.exited;
			} catch (failure) {
				throw new Error("the first server", { cause: failure });
			}
			expect(existsSync(left)).toBe(true);
			await expect(client({ data })).rejects.toMatchObject({
				code: "control.none",
			});
			await using next = await startServer({ data, users: {} });
			await answers(next);
			await next.stop();
			expect(existsSync(left)).toBe(false);
		},
	);
});
