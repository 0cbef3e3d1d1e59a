import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
	DENO,
	hasClient,
	oceanftp,
	type RunResult,
	type Runtime,
	run,
} from "../support/programs.ts";
import { certFolder } from "./cert-kit.ts";

type Steps = readonly (readonly [string, string])[];

/** Runs `oceanftp cert …` on a terminal. What it shows is in stdout, with single line ends. */
async function onTerminal(
	args: readonly string[],
	steps: Steps,
	runtime: Runtime = "bun",
): Promise<RunResult> {
	const script = join(import.meta.dirname, "terminal.py");
	const result = await run(
		[
			...["python3", script, JSON.stringify(steps)],
			...[...oceanftp(runtime), "cert", ...args],
		],
		{ env: { HOME: "/nowhere", TERM: "dumb" } },
	);
	return { ...result, stdout: result.stdout.replaceAll("\r", "") };
}

const ENTER = "\r";

/** Every question, with a slip at most of them. */
const ANSWERS: Steps = [
	["Name [default]: ", "?\r"],
	["Clients\n    never see it", ""],
	["Name [default]: ", "a/b\r"],
	["Name [default]: ", "nas\r"],
	["]: ", "?\r"],
	["Every name and address", ""],
	["]: ", "192.0.2.300\r"],
	["cannot be a name", ""],
	["]: ", "nas.example, 192.0.2.7\r"],
	["Common name [nas.example]: ", ENTER],
	["Organization: ", "Möller\x7f\x7f\x7f\x7f\x7fü\x1b[Dller\r"],
	["Department: ", ENTER],
	["City: ", ENTER],
	["State or province: ", ENTER],
	["Country: ", "Germany\r"],
	["Country: ", "de\r"],
	["E-mail: ", ENTER],
	["Key [ecdsa-p256]: ", "?\r"],
	["ed25519: ", ""],
	["Key [ecdsa-p256]: ", "rsa-1024\r"],
	["can be broken", ""],
	["Key [ecdsa-p256]: ", ENTER],
	["Valid for days [825]: ", "826\r"],
	["Valid for days [825]: ", "90\r"],
	["Encrypt the key? [y/N]: ", "maybe\r"],
	["answer y or n", ""],
	["Encrypt the key? [y/N]: ", ENTER],
	["Make it the default? [Y/n]: ", ENTER],
	["Make it? [Y/n]: ", "y\r"],
];

describe.skipIf(!hasClient("python3"))("cert create without a name", () => {
	test.each<Runtime>(DENO === undefined ? ["bun"] : ["bun", "deno"])(
		"asks field by field on a terminal, and explains each for ?, on %s",
		async (runtime) => {
			using data = certFolder();
			// A terminal shows line ends as it likes.
			const steps = ANSWERS.map(
				([says, typed]) => [says.replaceAll("\n", "\r\n"), typed] as const,
			);
			const { exit, stderr } = await onTerminal(
				["create", ...data.flags],
				steps,
				runtime,
			);
			expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
			const { certificates, default: name } = await data.json(["list"]);
			expect(name).toBe("nas");
			expect(certificates).toMatchObject([
				{
					name: "nas",
					certificate: {
						subject: "C=DE, O=Müller, CN=nas.example",
						names: ["dns:nas.example", "ip:192.0.2.7"],
					},
				},
			]);
		},
	);

	test("makes nothing when the last question is answered with no", async () => {
		using data = certFolder();
		const steps = [
			...["Name", "addresses"].map((says) => [says, ENTER] as const),
			...Array.from({ length: 11 }, () => [": ", ENTER] as const),
			["Make it? [Y/n]: ", "n\r"] as const,
		];
		const { exit } = await onTerminal(["create", ...data.flags], steps);
		expect(exit).toBe(0);
		expect(existsSync(join(data.path, "certs"))).toBe(false);
	});

	test("ends with 130 at Ctrl-C", async () => {
		using data = certFolder();
		const steps = [["Name [default]: ", "\x03"]] as const;
		const { exit } = await onTerminal(["create", ...data.flags], steps);
		expect(exit).toBe(130);
		expect(existsSync(join(data.path, "certs"))).toBe(false);
	});

	test("asks nothing under --no-input", async () => {
		using data = certFolder();
		const args = ["create", "--no-input", ...data.flags];
		const { exit, stdout } = await onTerminal(args, []);
		expect(exit).toBe(2);
		expect(stdout).toContain("NAME is missing.");
	});
});

describe.skipIf(!hasClient("python3"))("cert on a terminal", () => {
	test("remove asks, and takes a yes", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const question = "Remove the certificate nas? [y/N] ";
		const args = ["remove", "nas", ...data.flags];
		const no = await onTerminal(args, [[question, ENTER]]);
		expect(no.stdout).toContain("Nothing was removed.");
		expect(existsSync(join(data.path, "certs/nas.key"))).toBe(true);
		expect((await onTerminal(args, [[question, "y\r"]])).exit).toBe(0);
		expect(existsSync(join(data.path, "certs/nas.key"))).toBe(false);
	});

	test("export gives no binary to it", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const args = ["export", "nas", "--format", "der", ...data.flags];
		const { exit, stdout } = await onTerminal(args, []);
		expect(exit).toBe(2);
		expect(stdout).toContain("add --out FILE");
	});
});
