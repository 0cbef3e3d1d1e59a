import { describe, expect, test } from "bun:test";
import { statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import {
	canBeSocket,
	connectForLines,
	type LineConnection,
	listenForLines,
} from "../../src/platform/index.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** What one side hears, to be waited for. */
function ears(connection: LineConnection): {
	readonly lines: string[];
	readonly closed: Promise<string | undefined>;
	line(): Promise<string>;
} {
	const lines: string[] = [];
	const { promise: closed, resolve } = Promise.withResolvers<
		string | undefined
	>();
	let wake = (): void => undefined;
	connection.listen({
		line: (text) => {
			lines.push(text);
			wake();
		},
		closed: resolve,
	});
	return {
		lines,
		closed: within(PATIENCE_MS, "the end of a connection", closed),
		line: async () => {
			if (lines.length === 0) {
				await within(
					PATIENCE_MS,
					"a line",
					new Promise<void>((done) => {
						wake = done;
					}),
				);
			}
			return lines.shift() ?? "";
		},
	};
}

/** A listener at a Unix socket, what it has accepted last, and a bare socket that is connected to it. */
async function pair(): Promise<
	AsyncDisposable & { readonly theirs: LineConnection; readonly ours: Socket }
> {
	const folder = tempFolder();
	const path = join(folder.path, "s");
	const accepted = Promise.withResolvers<LineConnection>();
	const listener = await listenForLines({ path }, accepted.resolve);
	const ours = connect({ path });
	ours.on("error", () => undefined);
	const theirs = await within(PATIENCE_MS, "a connection", accepted.promise);
	return {
		theirs,
		ours,
		[Symbol.asyncDispose]: async () => {
			ours.destroy();
			await listener.close();
			folder[Symbol.dispose]();
		},
	};
}

describe("a line socket", () => {
	test.each(["socket", "loopback"] as const)(
		"carries lines both ways over a %s, each of them whole",
		async (kind) => {
			using folder = tempFolder();
			const path = join(folder.path, "s");
			const accepted = Promise.withResolvers<LineConnection>();
			const listener = await listenForLines(
				kind === "socket" ? { path } : "loopback",
				accepted.resolve,
			);
			const client = await connectForLines(listener.address, PATIENCE_MS);
			const here = ears(client);
			const server = await accepted.promise;
			const there = ears(server);
			client.send("ä".repeat(100_000));
			client.send("");
			expect(await there.line()).toBe("ä".repeat(100_000));
			expect(await there.line()).toBe("");
			server.send("back");
			expect(await here.line()).toBe("back");
			client.close();
			expect(await there.closed).toBeUndefined();
			expect(await here.closed).toBeUndefined();
			await listener.close();
		},
	);

	test("is its owner's only, takes the place of what a killed process left, and is taken away", async () => {
		using folder = tempFolder();
		const path = join(folder.path, "s");
		writeFileSync(path, "left");
		const listener = await listenForLines({ path }, () => undefined);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(path).isSocket()).toBe(true);
		await listener.close();
		expect(() => statSync(path)).toThrow("ENOENT");
		await expect(
			connectForLines({ kind: "socket", path }, PATIENCE_MS),
		).rejects.toThrow();
	});

	test("keeps lines that come before anybody listens", async () => {
		await using both = await pair();
		both.ours.write("one\ntwo\nthr");
		const there = ears(both.theirs);
		expect(await there.line()).toBe("one");
		both.ours.write("ee\n");
		expect(await there.line()).toBe("two");
		expect(await there.line()).toBe("three");
	});

	test("cuts off whoever sends a line over the limit", async () => {
		await using both = await pair();
		const there = ears(both.theirs);
		both.ours.write(new Uint8Array(1_100_000).fill(97));
		expect(await there.closed).toBe("a line over the limit");
		expect(there.lines).toEqual([]);
	});

	test("cuts off whoever does not read what is sent", async () => {
		await using both = await pair();
		both.ours.pause();
		const there = ears(both.theirs);
		const line = "x".repeat(64 * 1024);
		for (let count = 0; count < 200; count++) both.theirs.send(line);
		expect(await there.closed).toBe("the other side does not read");
		both.theirs.send("after the end");
	});

	test("looks at no line behind the one for which it was cut off", async () => {
		await using both = await pair();
		const lines: string[] = [];
		const over = Promise.withResolvers<void>();
		both.theirs.listen({
			line: (text) => {
				lines.push(text);
				both.theirs.destroy();
			},
			closed: () => over.resolve(),
		});
		both.ours.write("bad\ngood\n");
		await within(PATIENCE_MS, "the end", over.promise);
		expect(lines).toEqual(["bad"]);
	});

	test.each([
		["/run/s", true],
		[`/${"a".repeat(102)}`, true],
		[`/${"a".repeat(103)}`, false],
		[`/${"ä".repeat(52)}`, false],
	])("can have a path as short as %s: %p", (path, expected) => {
		expect(canBeSocket(path)).toBe(expected);
	});
});
