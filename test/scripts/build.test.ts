import { describe, expect, test } from "bun:test";
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { sha256Of } from "../../scripts/build/build-all.ts";
import { faultsOf } from "../../scripts/build/check-executable.ts";
import { compile } from "../../scripts/build/compile.ts";
import { readFormat } from "../../scripts/build/executable-format.ts";
import { licensesText } from "../../scripts/build/licenses.ts";
import { idOf, lockKeyOf, packagesOf } from "../../scripts/build/packages.ts";
import { billOfMaterials, purlOf } from "../../scripts/build/sbom.ts";
import { commitOf, ROOT } from "../../scripts/build/source.ts";
import {
	fileNameOf,
	RUNTIME_VERSION,
	TARGETS,
} from "../../scripts/build/targets.ts";
import { run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

const INSIDE = [
	"src/main.ts",
	"node_modules/asn1js/build/index.js",
	"node_modules/asn1js/node_modules/@peculiar/utils/build/index.js",
	"node_modules/pkijs/node_modules/@peculiar/utils/build/index.js",
];

describe("an executable's header", () => {
	/** A PE header with nothing behind it. */
	function pe(machine: number): Uint8Array {
		const bytes = new Uint8Array(256);
		const view = new DataView(bytes.buffer);
		view.setUint16(0, 0x4d5a);
		view.setUint32(0x3c, 0x80, true);
		view.setUint32(0x80, 0x5045_0000);
		view.setUint16(0x84, machine, true);
		return bytes;
	}

	function machO(machine: number): Uint8Array {
		const bytes = new Uint8Array(256);
		const view = new DataView(bytes.buffer);
		view.setUint32(0, 0xfeed_facf, true);
		view.setUint32(4, machine, true);
		return bytes;
	}

	test("of this machine's Bun is the format of one of the targets", () => {
		const format = readFormat(readFileSync(process.execPath));
		expect(TARGETS.map((each) => each.format)).toContainEqual(
			format ?? { kind: "pe", machine: "x64" },
		);
	});

	test.each<[string, Uint8Array, ReturnType<typeof readFormat>]>([
		["PE for x64", pe(0x8664), { kind: "pe", machine: "x64" }],
		["PE for arm64", pe(0xaa64), { kind: "pe", machine: "arm64" }],
		["PE for 32 bits", pe(0x14c), undefined],
		["Mach-O for x64", machO(0x0100_0007), { kind: "mach-o", machine: "x64" }],
		[
			"Mach-O for arm64",
			machO(0x0100_000c),
			{ kind: "mach-o", machine: "arm64" },
		],
		["a text", new TextEncoder().encode("#!/bin/sh\n".repeat(20)), undefined],
		["nothing", new Uint8Array(), undefined],
	])("of %s is read as that", (_, bytes, format) => {
		expect(readFormat(bytes)).toEqual(format);
	});

	test("for another machine is a fault, and so are facts that are missing", () => {
		const file = Buffer.concat([pe(0xaa64), Buffer.from('"windows-x64"')]);
		const faults = faultsOf(
			file,
			{ name: "windows-x64", format: { kind: "pe", machine: "x64" } },
			["windows-x64", "9.9.9"],
		);
		expect(faults).toHaveLength(2);
		expect(faults[0]).toContain("arm64");
		expect(faults[1]).toContain("9.9.9");
	});
});

describe("the targets", () => {
	test("have the version of the Bun that package.json asks for", () => {
		expect(manifest.packageManager).toBe(`bun@${RUNTIME_VERSION}`);
	});

	test("have file names and checksums of their own form", () => {
		expect(new Set(TARGETS.map((each) => fileNameOf(each.name))).size).toBe(8);
		expect(fileNameOf("windows-x64")).toBe("oceanftp-windows-x64.exe");
		for (const { integrity } of TARGETS) {
			expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
		}
	});
});

describe("the packages inside", () => {
	test.each([
		["src/main.ts", []],
		["node_modules/citty/dist/index.mjs", ["citty"]],
		["../elsewhere/node_modules/@noble/hashes/sha.js", ["@noble/hashes"]],
		["node_modules/a/node_modules/@b/c/x.js", ["a/@b/c"]],
	])("are found by the path %s", (file, key) => {
		expect(lockKeyOf(file)).toEqual(key);
	});

	test("are those of the files alone, each version once, with licence and checksum", () => {
		const inside = packagesOf(INSIDE, ROOT);
		expect(inside.map(({ name }) => name)).toEqual([
			"@peculiar/utils",
			"asn1js",
		]);
		for (const { integrity, license, notices } of inside) {
			expect(integrity).toMatch(/^sha512-/);
			expect(license).not.toBe("");
			expect(notices.length).toBeGreaterThan(0);
		}
		const asn1js = inside.find(({ name }) => name === "asn1js");
		expect(asn1js?.needs.some((id) => id.startsWith("@peculiar/utils@"))).toBe(
			true,
		);
	});

	test("that the lock file does not know stop the build", () => {
		expect(() => packagesOf(["node_modules/unheard-of/x.js"], ROOT)).toThrow(
			"bun.lock does not know unheard-of",
		);
	});
});

describe("the papers of a release", () => {
	const inside = packagesOf(INSIDE, ROOT);
	const bill = (): string =>
		billOfMaterials({
			version: "1.2.3",
			commit: "abc",
			time: "2026-01-02T03:04:05Z",
			tree: ROOT,
			inside,
			executables: TARGETS.map((target) => ({
				file: fileNameOf(target.name),
				sha256: sha256Of(Buffer.from(target.name)),
				target,
			})),
		});

	test("hold a bill of materials whose references all lead somewhere", () => {
		const parsed = JSON.parse(bill());
		expect(parsed).toMatchObject({
			bomFormat: "CycloneDX",
			specVersion: "1.6",
		});
		expect(parsed.serialNumber).toMatch(
			/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
		);
		const refs: string[] = [
			parsed.metadata.component["bom-ref"],
			...parsed.metadata.component.components.map(
				(each: { "bom-ref": string }) => each["bom-ref"],
			),
			...parsed.components.map(
				(each: { "bom-ref": string }) => each["bom-ref"],
			),
		];
		expect(new Set(refs).size).toBe(refs.length);
		for (const { ref, dependsOn } of parsed.dependencies) {
			for (const each of [ref, ...dependsOn]) expect(refs).toContain(each);
		}
		expect(parsed.components).toHaveLength(inside.length + TARGETS.length);
		for (const { hashes, purl } of parsed.components) {
			expect(hashes[0].content).toMatch(/^[0-9a-f]{128}$/);
			expect(purl).toMatch(/^pkg:npm\/(%40[^/@]+\/)?[^/@]+@\d/);
		}
	});

	test("are the same each time", () => {
		expect(bill()).toBe(bill());
		expect(licensesText(inside, ROOT)).toBe(licensesText(inside, ROOT));
	});

	test("name packages as package URLs", () => {
		expect(purlOf({ name: "@a/b", version: "1.0.0" })).toBe(
			"pkg:npm/%40a/b@1.0.0",
		);
	});

	test("hold the text of every licence, ours and the runtime's among them", () => {
		const text = licensesText(inside, ROOT);
		expect(text).toContain(readFileSync(join(ROOT, "LICENSE"), "utf8").trim());
		expect(text).toContain("JavaScriptCore");
		for (const each of inside) {
			expect(text).toContain(`${idOf(each)} (${each.license})`);
			for (const notice of each.notices) expect(text).toContain(notice.text);
		}
	});
});

describe("the commit of a tree", () => {
	test("is dirty with a changed file or a new one in src/, and empty without git", async () => {
		using folder = tempFolder();
		const git = async (...args: string[]): Promise<void> => {
			const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
			const { exit } = await run(["git", ...who, ...args], {
				cwd: folder.path,
			});
			expect(exit).toBe(0);
		};
		const at = (name: string): string => join(folder.path, name);
		expect(commitOf(folder.path)).toBe("");
		await Bun.write(at("src/a.ts"), "1");
		await git("init", "-q");
		await git("add", ".");
		await git("commit", "-qm", "first");
		const clean = commitOf(folder.path);
		expect(clean).toMatch(/^[0-9a-f]{12}$/);
		await Bun.write(at("src/b.ts"), "2");
		expect(commitOf(folder.path)).toBe(`${clean}-dirty`);
		await git("add", ".");
		await git("commit", "-qm", "second");
		await Bun.write(at("src/a.ts"), "3");
		expect(commitOf(folder.path)).toMatch(/^[0-9a-f]{12}-dirty$/);
	});
});

describe("a build", () => {
	test("made twice, from trees in different places under different names, gives the same bytes", () => {
		using folder = tempFolder();
		const modules = dirname(
			Bun.resolveSync("citty/package.json", ROOT),
		).replace(/[\\/]citty$/, "");
		const hashes = ["a", "deeper/in/b"].map((place) => {
			const source = join(folder.path, place);
			for (const part of ["src", "package.json", "tsconfig.json"]) {
				cpSync(join(ROOT, part), join(source, part), { recursive: true });
			}
			// Folders and no links: where a link leads would be in the bytes.
			cpSync(modules, join(source, "node_modules"), {
				recursive: true,
				filter: (from) =>
					!/[\\/](typescript|deno|@deno|@biomejs|@typescript|\.bin|bun-types)([\\/]|$)/.test(
						from.slice(modules.length),
					),
			});
			const outfile = join(source, `out-${place.length}`);
			const files = compile({
				source,
				target: "linux-x64",
				commit: "abc",
				outfile,
			});
			expect(files).toContain("src/main.ts");
			const bytes = readFileSync(outfile);
			expect(bytes.includes(folder.path)).toBe(false);
			return sha256Of(bytes);
		});
		expect(hashes[0]).toBe(hashes[1] ?? "");
	}, 120_000);

	test("that fails leaves no older executable behind", () => {
		using folder = tempFolder();
		const outfile = join(folder.path, "old");
		symlinkSync(process.execPath, outfile);
		const wish = {
			source: folder.path,
			target: "linux-x64",
			commit: "",
			outfile,
		};
		expect(() => compile(wish)).toThrow("the compiler ended with 1");
		expect(existsSync(outfile)).toBe(false);
	});
});
