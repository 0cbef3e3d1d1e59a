import { describe, expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	programIn,
	unitFindings,
	unitValues,
} from "../../src/doctor/checks/service.ts";
import { hostFiles, hostProcess } from "../../src/platform/index.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { said, verdicts } from "./kit.ts";

test.each([
	["/usr/bin/oceanftp serve --data /x", "/usr/bin/oceanftp"],
	['-"/opt/ocean ftp/oceanftp" serve', "/opt/ocean ftp/oceanftp"],
	["!!/usr/bin/oceanftp", "/usr/bin/oceanftp"],
	["", ""],
])("programIn finds the program of %s", (line, program) => {
	expect(programIn(line)).toBe(program);
});

test("unitValues takes all values of a key, over continued lines", () => {
	const text = `[Service]
ExecStart=/a \\
  serve
# ExecStart=/c
UnsetEnvironment = BUN_OPTIONS
UnsetEnvironment=BUN_BE_BUN
`;
	expect(unitValues(text, "ExecStart")).toEqual(["/a    serve"]);
	expect(unitValues(text, "UnsetEnvironment")).toEqual([
		"BUN_OPTIONS",
		"BUN_BE_BUN",
	]);
	expect(unitValues(text, "User")).toEqual([]);
});

describe("the service's unit", () => {
	const CLEARED = "UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN\n";
	const look = (
		text: string,
		executable: string,
	): ReturnType<typeof unitFindings> => {
		const host = hostProcess();
		const runtime = { ...host.runtime, executable, isCompiled: true };
		return unitFindings(text, {
			files: hostFiles(),
			process: { ...host, runtime },
		});
	};

	test("is right when it starts this executable", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "oceanftp");
		writeFileSync(file, "", { mode: 0o755 });
		const found = await look(`ExecStart=${file} serve\n${CLEARED}`, file);
		expect(verdicts(found)).toEqual(["ok"]);
	});

	test("is warned of when it starts another one, or clears nothing", async () => {
		using folder = tempFolder();
		const [ours, theirs] = ["ours", "theirs"].map((name) => {
			const file = join(folder.path, name);
			writeFileSync(file, "", { mode: 0o755 });
			return file;
		});
		const found = await look(`ExecStart=${theirs}\n`, ours ?? "");
		expect(verdicts(found)).toEqual(["warn", "warn"]);
		expect(said(found)).toContain(`it starts ${theirs}, this is ${ours}`);
		expect(said(found)).toContain("BUN_OPTIONS and BUN_BE_BUN");
	});

	test("fails when its program is gone, or others may write it", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "oceanftp");
		const gone = await look(`ExecStart=${file}\n${CLEARED}`, file);
		expect(verdicts(gone)).toEqual(["FAIL"]);
		writeFileSync(file, "");
		chmodSync(file, 0o777);
		const open = await look(`ExecStart=${file}\n${CLEARED}`, file);
		expect(verdicts(open)).toEqual(["FAIL"]);
		expect(said(open)).toContain("its mode is 777");
	});
});
