import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { cleanEnvironment, oceanftp, ROOT } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call, dataFolder } from "./kit.ts";

const LOCAL = ["--host", "127.0.0.1", "--port", "0", "--implicit-port", "0"];

/** Starts the server, waits until its stderr says something, ends it by a signal, and gives all that it said. */
async function session(
	args: readonly string[],
	until: string,
	whileRunning: () => void = () => undefined,
): Promise<{ exit: number; stdout: string; stderr: string }> {
	const child = Bun.spawn([...oceanftp("bun"), "serve", ...args], {
		cwd: ROOT,
		env: cleanEnvironment(),
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	try {
		const stdout = new Response(child.stdout).text();
		const decoder = new TextDecoder();
		let stderr = "";
		let isAsked = false;
		const reading = (async () => {
			for await (const chunk of child.stderr) {
				stderr += decoder.decode(chunk, { stream: true });
				if (isAsked || !stderr.includes(until)) continue;
				isAsked = true;
				whileRunning();
				child.kill("SIGTERM");
			}
		})();
		await within(PATIENCE_MS, "the server's end", reading);
		const exit = await within(PATIENCE_MS, "the exit", child.exited);
		return { exit, stdout: await stdout, stderr };
	} finally {
		child.kill("SIGKILL");
	}
}

describe("serve", () => {
	test("says first where its data is, prints no password without a terminal, and stops with 0", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		const ready = join(folder.path, "ready.json");
		let facts = "";
		const { exit, stdout, stderr } = await session(
			["--data", data, ...LOCAL, "--ready-file", ready],
			"certificate default",
			() => {
				facts = readFileSync(join(data, "initial-login.txt"), "utf8");
			},
		);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: "" });
		expect(stderr).toStartWith(
			`Data folder    ${data}, because --data says so\n`,
		);
		expect(stderr).toContain("Password       in ");
		const password = /^password: (.*)$/m.exec(facts)?.[1] ?? "";
		expect(password.length).toBe(19);
		expect(stderr).not.toContain(password);
		expect(existsSync(ready)).toBe(false);
		expect(readdirSync(join(data, "run"))).toEqual([]);
	});

	test("--log-format json makes every line of stderr an object", async () => {
		using data = dataFolder();
		const args = [...data.flags, ...LOCAL, "--log-format", "json"];
		const { exit, stderr } = await session(args, '"certificate"');
		expect(exit).toBe(0);
		const lines = stderr.trimEnd().split("\n");
		const kinds = lines.map((line) => JSON.parse(line).kind);
		expect(kinds).toContain("listening");
		expect(kinds.at(-1)).toBe("stopped");
	});

	test("--ephemeral keeps nothing, and gives the password on stdout without a terminal", async () => {
		using root = tempFolder();
		const { exit, stdout, stderr } = await session(
			["--ephemeral", "--root", root.path, ...LOCAL],
			"certificate default",
		);
		expect(exit).toBe(0);
		const password = /^user: ocean\npassword: (\S{19})\n$/.exec(stdout)?.[1];
		expect(password).toBeString();
		expect(stderr).not.toContain(String(password));
		expect(stderr).toContain("nothing is kept");
		expect(readdirSync(root.path)).toEqual([]);
	});

	test("--ephemeral without --root ends with 2", async () => {
		const { exit, stderr } = await call(["serve", "--ephemeral"]);
		expect(exit).toBe(2);
		expect(stderr).toContain("add --root DIR");
	});

	test("--check loads everything, and makes nothing", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		const args = ["serve", "--check", "--data", data, "--json"];
		const { exit, stdout } = await call(args);
		expect(exit).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({
			schema: "oceanftp.check/1",
			data,
			certificate: "default",
			listen: [
				{ mode: "explicit", port: 21, fallbackPort: 2121 },
				{ mode: "implicit", port: 990, fallbackPort: 2990 },
			],
			wouldMake: [
				"the data folder",
				"the certificate default",
				"the user ocean",
			],
		});
		expect(existsSync(data)).toBe(false);
		expect((await call([...args, "--cert", "nosuch"])).exit).toBe(4);
	});

	test("--check reads the authorities of client certificates, as a start does", async () => {
		using folder = tempFolder();
		chmodSync(folder.path, 0o700);
		const config = join(folder.path, "oceanftp.toml");
		const args = ["serve", "--check", "--data", folder.path];
		const tls = '[tls]\nclient_ca = "authorities.pem"\n';
		writeFileSync(config, `${tls}client_auth = "optional"\n`);
		const missing = await call(args);
		expect(missing.exit).toBe(6);
		expect(missing.stderr).toContain("authorities.pem cannot be read.");
		// Nobody is asked for a certificate, so a start does not read it either.
		writeFileSync(config, tls);
		expect((await call(args)).exit).toBe(0);
	});

	test("--check tells what is wrong in messages/, with file and line", async () => {
		using folder = tempFolder();
		chmodSync(folder.path, 0o700);
		mkdirSync(join(folder.path, "messages"));
		const file = join(folder.path, "messages", "replies.toml");
		writeFileSync(file, '[PASV]\n227 = "no port for you"\n');
		const args = ["serve", "--check", "--data", folder.path];
		const { exit, stderr } = await call(args);
		expect(exit).toBe(0);
		expect(stderr).toContain("warning: messages/replies.toml:2: PASV 227");
	});

	test("a first start that fails leaves nothing behind", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		const taken = createServer();
		const { promise, resolve } = Promise.withResolvers<void>();
		taken.listen(0, "127.0.0.1", resolve);
		await promise;
		try {
			const address = taken.address();
			const port = typeof address === "object" ? (address?.port ?? 0) : 0;
			const args = ["--host", "127.0.0.1", "--port", String(port)];
			const { exit } = await call(["serve", "--data", data, ...args]);
			expect(exit).toBe(7);
			expect(readdirSync(folder.path)).toEqual([]);
		} finally {
			taken.close();
		}
	});

	test.each([
		["the data folder itself", "."],
		["its keys", "certs"],
		["what contains it", ".."],
	])("a root that is %s is refused with 6", async (_, way) => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		mkdirSync(join(data, "certs"), { recursive: true, mode: 0o700 });
		const root = join(data, way);
		const { exit, stderr } = await call([
			...["serve", "--data", data, "--root", root, ...LOCAL],
		]);
		expect(exit).toBe(6);
		expect(stderr).toContain("[root.overlap]");
	});

	test("a root that is not there is refused with 6", async () => {
		using data = dataFolder();
		const root = join(data.path, "..", "no-such-folder-here");
		const args = ["serve", ...data.flags, "--root", root, ...LOCAL];
		const { exit, stderr } = await call(args);
		expect(exit).toBe(6);
		expect(stderr).toContain("[root.unusable]");
	});
});
