import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../../src/base/index.ts";
import { findIdentity } from "../../src/platform/run-as.ts";
import { AS_NOBODY, MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import { DENO, ROOT, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

const CHILD = join(ROOT, "test/platform/privileges-child.ts");
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
	["bun", [process.execPath, CHILD]],
	...(DENO === undefined
		? []
		: [["deno", [DENO, "run", "-A", CHILD]] as const]),
];
const asRoot = test.skipIf(!MAY_BE_NOBODY || process.platform !== "linux");

async function steps(
	command: readonly string[],
	wish: string,
	folder: string,
): Promise<Record<string, unknown>> {
	const { stdout, stderr } = await run([...command, wish, folder]);
	if (stdout === "") throw new Error(stderr);
	return JSON.parse(stdout);
}

describe("run_as", () => {
	for (const [runtime, command] of COMMANDS) {
		asRoot(
			`under ${runtime} gives root up for good: user, group, supplementary groups, in every thread`,
			async () => {
				using folder = tempFolder();
				chmodSync(folder.path, 0o711);
				const data = join(folder.path, "data");
				const { gid, groups } = await findIdentity("nobody");
				expect(await steps(command, "nobody", data)).toEqual({
					asRootBefore: [
						"0\t0\t0\t0",
						"0\t0\t0\t0",
						expect.any(String),
						expect.stringMatching(/[1-9a-f]/),
					],
					owner: NOBODY,
					mayEnterRoot: false,
					readsShadow: false,
					bound: true,
					rootAgain: true,
					after: [
						Array(4).fill(NOBODY).join("\t"),
						Array(4).fill(gid).join("\t"),
						groups.join(" "),
						"0000000000000000",
					],
					seesHeldFolder: true,
					shadowAfter: false,
					backBySetuid: false,
					backBySeteuid: false,
					backByGroup: false,
					stillWrites: true,
				});
				const { uid, mode } = statSync(data);
				expect([uid, mode & 0o777]).toEqual([NOBODY, 0o700]);
			},
		);
	}

	asRoot("leaves a folder alone that root has filled already", async () => {
		using folder = tempFolder();
		chmodSync(folder.path, 0o711);
		const data = join(folder.path, "data");
		mkdirSync(join(data, "kept"), { recursive: true });
		const command = COMMANDS[0]?.[1] ?? [];
		await expect(steps(command, "nobody", data)).rejects.toThrow("EACCES");
		expect(statSync(data).uid).toBe(0);
	});

	asRoot(
		"is refused to a user who is not root, unless it is the same user",
		async () => {
			const command = [...AS_NOBODY, ...(COMMANDS[0]?.[1] ?? [])];
			expect(await steps(command, "daemon", "/")).toMatchObject({
				code: "run-as.not-root",
			});
			expect(await steps(command, "nobody", "/")).toEqual({ same: true });
		},
	);

	asRoot("is refused for root itself", async () => {
		const command = COMMANDS[0]?.[1] ?? [];
		expect(await steps(command, "root", "/")).toMatchObject({
			code: "run-as.no-user",
			why: "run_as is for giving root's rights up",
		});
	});
});

describe("the user of a run_as", () => {
	test("is found by name and by number, with its groups", async () => {
		const line = readFileSync("/etc/passwd", "utf8")
			.split("\n")
			.map((each) => each.split(":"))
			.find(([name]) => name === "daemon");
		const [, , uid, gid] = (line ?? []).map(Number);
		const byName = await findIdentity("daemon");
		expect(byName).toMatchObject({ user: "daemon", uid, gid });
		expect(byName.groups).toContain(byName.gid);
		expect(await findIdentity(`${uid}`)).toEqual(byName);
	});

	test("may have another group, by name or number", async () => {
		const { gid } = await findIdentity("daemon:nogroup");
		expect(gid).toBe((await findIdentity(`daemon:${gid}`)).gid);
		expect(gid).not.toBe((await findIdentity("daemon")).gid);
	});

	test("may be a number that no user has, when the group is said as well", async () => {
		expect(await findIdentity("54321:54322")).toEqual({
			user: "54321",
			uid: 54321,
			gid: 54322,
			groups: [54322],
		});
	});

	test.each([
		["nobody-of-that-name", 'There is no user "nobody-of-that-name".'],
		["daemon:no-such-group", 'There is no group "no-such-group".'],
		["54321", "User 54321 has no group."],
		["", 'There is no user "".'],
		[":daemon", 'There is no user "".'],
		["4294967295:1", 'There is no user "4294967295".'],
	])("%p is refused: %p", async (wish, sentence) => {
		const refused = findIdentity(wish);
		await expect(refused).rejects.toBeInstanceOf(OperatorError);
		await expect(refused).rejects.toThrow(sentence);
	});
});
