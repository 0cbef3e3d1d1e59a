import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { AS_NOBODY, MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import { BINARY, type RunResult, run } from "../support/programs.ts";
import { startServer } from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const asNobody = test.skipIf(!MAY_BE_NOBODY);

async function oceanftp(
	args: readonly string[],
	wrapper: readonly string[] = [],
): Promise<RunResult> {
	using home = tempFolder();
	return await run([...wrapper, BINARY, ...args], {
		cwd: home.path,
		env: { HOME: home.path },
	});
}

/** Listens on a free port for as long as the block runs. */
async function occupiedPort(): Promise<Disposable & { readonly port: number }> {
	const server = createServer();
	const { promise, resolve } = Promise.withResolvers<void>();
	server.listen(0, "127.0.0.1", resolve);
	await promise;
	const address = server.address();
	const port = typeof address === "object" ? (address?.port ?? 0) : 0;
	return { port, [Symbol.dispose]: () => server.close() };
}

/** A data folder that belongs to nobody, in a folder that nobody may enter. */
function nobodysFolder(): TempFolder & { readonly data: string } {
	const folder = tempFolder();
	const data = join(folder.path, "data");
	mkdirSync(data, { mode: 0o700 });
	chmodSync(folder.path, 0o755);
	chownSync(data, NOBODY, NOBODY);
	return { ...folder, data };
}

describe("bad input", () => {
	test("a port in use ends with 7 and names the port", async () => {
		using folder = tempFolder();
		using taken = await occupiedPort();
		const { exit, stdout, stderr } = await oceanftp([
			...["serve", "--data", folder.path, "--host", "127.0.0.1"],
			...["--port", String(taken.port), "--implicit-port", "0"],
		]);
		expect({ exit, stdout }).toEqual({ exit: 7, stdout: "" });
		expect(stderr).toContain("[bind.in-use]");
		expect(stderr).toContain(String(taken.port));
	});

	test("an unknown flag ends with 2 and says which was meant", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		const { exit, stdout, stderr } = await oceanftp([
			...["serve", "--data", data, "--prot", "2121"],
		]);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
		expect(stderr).toContain("--prot");
		expect(stderr).toMatch(/did you mean .*--port/i);
		expect(existsSync(data)).toBe(false);
	});

	test("an unknown command ends with 2 and says which was meant", async () => {
		const { exit, stderr } = await oceanftp(["srve"]);
		expect(exit).toBe(2);
		expect(stderr).toMatch(/did you mean .*serve/i);
	});

	test("a certificate that is not there ends with 4", async () => {
		using folder = tempFolder();
		const { exit, stderr } = await oceanftp([
			...["serve", "--data", folder.path, "--host", "127.0.0.1"],
			...["--port", "0", "--implicit-port", "0", "--cert", "nosuch"],
		]);
		expect(exit).toBe(4);
		expect(stderr).toContain("[cert.not-found]");
		expect(stderr).toContain("nosuch");
	});

	test("a server with no terminal and no data folder named ends with 2", async () => {
		const { exit, stderr } = await oceanftp(["serve", "--port", "0"]);
		expect(exit).toBe(2);
		expect(stderr).toContain("[data.not-chosen]");
		expect(stderr).toContain("--data");
	});

	test("an error under --json is one JSON object on stderr", async () => {
		const { exit, stdout, stderr } = await oceanftp([
			"serve",
			"--prot",
			"1",
			"--json",
		]);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
		expect(Object.keys(JSON.parse(stderr))).toContain("schema");
	});

	asNobody(
		"a data folder of another user ends with 6, and stays as it was",
		async () => {
			using folder = tempFolder();
			const data = join(folder.path, "data");
			mkdirSync(data, { mode: 0o700 });
			chmodSync(folder.path, 0o755);
			const args = [
				"serve",
				"--data",
				data,
				"--host",
				"127.0.0.1",
				"--port",
				"0",
				"--implicit-port",
				"0",
			];
			const { exit, stdout } = await oceanftp(args, AS_NOBODY);
			expect({ exit, stdout }).toEqual({ exit: 6, stdout: "" });
			expect(readdirSync(data)).toEqual([]);
		},
	);

	test("a data folder that others may write ends with 6", async () => {
		using folder = tempFolder();
		chmodSync(folder.path, 0o777);
		const { exit, stderr } = await oceanftp([
			...["serve", "--data", folder.path, "--host", "127.0.0.1"],
			...["--port", "0", "--implicit-port", "0"],
		]);
		expect(exit).toBe(6);
		expect(stderr).toContain("[data.unsafe]");
	});

	test("the same data folder serves only one server at a time", async () => {
		await using server = await startServer({ runtime: "binary" });
		const { exit, stderr } = await oceanftp([
			...["serve", "--data", server.data, "--host", "127.0.0.1"],
			...["--port", "0", "--implicit-port", "0"],
		]);
		expect(exit).toBe(7);
		expect(stderr).toContain("[lock.held]");
	});
});

const lowPorts = Number(
	existsSync("/proc/sys/net/ipv4/ip_unprivileged_port_start")
		? readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8")
		: 1024,
);

describe("the standard ports", () => {
	const asLowNobody = test.skipIf(!MAY_BE_NOBODY || lowPorts <= 990);

	asLowNobody(
		"give way to 2121 and 2990 at the first start without the right to them, and stay so",
		async () => {
			using folder = nobodysFolder();
			const options = {
				runtime: "binary",
				data: folder.data,
				wrapper: AS_NOBODY,
				ports: "standard",
			} as const;
			for (const users of [{ alice: "secret of alice" }, {}]) {
				await using server = await startServer({ ...options, users });
				expect(server.explicit().port).toBe(2121);
				expect(server.implicit().port).toBe(2990);
			}
		},
	);

	asLowNobody(
		"that were chosen by an earlier start do not move: exit 6 without the right",
		async () => {
			using folder = nobodysFolder();
			chownSync(folder.data, 0, 0);
			{
				await using server = await startServer({
					runtime: "binary",
					data: folder.data,
					ports: "standard",
				});
				expect(server.explicit().port).toBe(21);
				expect(server.implicit().port).toBe(990);
			}
			giveToNobody(folder.data);
			const args = ["serve", "--data", folder.data, "--host", "127.0.0.1"];
			const { exit, stderr } = await oceanftp(args, AS_NOBODY);
			expect(exit).toBe(6);
			expect(stderr).toContain("[bind.no-right]");
		},
	);
});

function giveToNobody(folder: string): void {
	chownSync(folder, NOBODY, NOBODY);
	for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
		chownSync(join(folder, name), NOBODY, NOBODY);
}
