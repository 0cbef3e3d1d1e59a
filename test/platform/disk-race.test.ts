import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Backend, FileFailure } from "../../src/files/index.ts";
import {
	at,
	contentOf,
	entriesIn,
	upload,
} from "../files/backend-conformance.ts";
import { diskTree } from "./disk-tree.ts";

const ROUNDS = 1_000_000;
const CAUGHT_ENOUGH = 20;

/** The outcome of some work while the tree is being swapped: failing is right, with a reason. */
async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof FileFailure) return undefined;
		throw error;
	}
}

async function naive(path: string): Promise<string | undefined> {
	return await readFile(path, "utf8").catch(() => undefined);
}

/** One round of everything that could reach the outside; returns what was seen. */
async function useTree(backend: Backend, round: number): Promise<string[]> {
	const seen = await Promise.all([
		attempt(contentOf(backend, "/folder/file")),
		attempt(contentOf(backend, "/file")),
	]);
	const facts = await Promise.all([
		attempt(backend.facts(at("/folder/file"))),
		attempt(backend.facts(at("/file"))),
	]);
	const listed = await attempt(entriesIn(backend, "/folder"));
	await attempt(upload(backend, `/folder/up${round % 3}`, "mine"));
	await attempt(upload(backend, "/folder/grown", "mine", { kind: "append" }));
	await attempt(backend.makeFolder(at(`/folder/made${round % 3}`)));
	await attempt(backend.rename(at("/folder/up0"), at("/folder/renamed")));
	await attempt(backend.remove(at("/folder/victim")));
	await attempt(backend.removeFolder(at("/folder/empty")));
	return [
		...seen,
		...facts.map((fact) => fact && `${fact.sizeBytes} bytes`),
		...(listed ?? []).map(({ name }) => name),
	].filter((text) => text !== undefined);
}

test.if(process.platform === "linux")(
	"disk backend shows and touches nothing outside while folders turn into links under it",
	async () => {
		const { backend, root, outside, close } = await diskTree({ sync: false });
		await mkdir(join(root, "folder"));
		await writeFile(join(root, "folder", "file"), "inside");
		await writeFile(join(root, "file"), "inside");
		await writeFile(join(outside, "file"), "outside, and a secret");
		await writeFile(join(outside, "victim"), "untouched");
		await mkdir(join(outside, "empty"));
		const script = fileURLToPath(new URL("disk-swapper.ts", import.meta.url));
		const swapper = Bun.spawn(
			[process.execPath, script, root, outside, String(ROUNDS)],
			{ stdout: "pipe" },
		);
		try {
			await swapper.stdout.getReader().read();
			const seen = new Set<string>();
			let naiveCaught = 0;
			let right = 0;
			for (let round = 0; swapper.exitCode === null; round++) {
				const path = join(root, round % 2 ? "file" : "folder/file");
				if ((await naive(path))?.startsWith("outside")) naiveCaught++;
				for (const text of await useTree(backend, round)) seen.add(text);
				if (seen.has("inside")) right++;
				if (naiveCaught >= CAUGHT_ENOUGH && right >= 200) break;
			}
			// Otherwise the swapper proved nothing.
			expect(naiveCaught).toBeGreaterThanOrEqual(CAUGHT_ENOUGH);
			expect(seen).toContain("inside");
			expect([...seen].filter((text) => text.startsWith("outside"))).toEqual(
				[],
			);
			expect(seen).not.toContain("21 bytes");
			expect(seen).not.toContain("victim");
			expect(readdirSync(outside).sort()).toEqual(["empty", "file", "victim"]);
			expect(readFileSync(join(outside, "file"), "utf8")).toBe(
				"outside, and a secret",
			);
		} finally {
			swapper.kill("SIGKILL");
			await swapper.exited;
			await close();
		}
	},
	120_000,
);
